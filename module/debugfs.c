// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/pvshim
 *	bindings	which provider serves what, and why not the others
 *	pv_ops		the kernel's table of paravirt operations
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include "bindings.h"
#include "debugfs.h"
#include "entries.h"
#include "op-info.h"
#include "pv-ops/pv-ops.h"

static struct dentry *dir;

static void show_op(struct seq_file *m, enum pvshim_op op)
{
	struct pvshim_entry *entry;

	seq_printf(m, "%s: %s\n", pvshim_op_name(op), pvshim_bound_name(op));
	list_for_each_entry(entry, &pvshim_entries, node) {
		const char *name = entry->provider->name;

		if (entry->ops[op].error)
			seq_printf(m, "\t%s: %s: %s\n", name,
				   pvshim_verdict_class(entry, op),
				   entry->ops[op].why);
		else
			seq_printf(m, "\t%s: yes\n", name);
	}
}

static int bindings_show(struct seq_file *m, void *unused)
{
	enum pvshim_op op;

	mutex_lock(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		show_op(m, op);
	mutex_unlock(&pvshim_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(bindings);

static int pv_ops_show(struct seq_file *m, void *unused)
{
	return pvshim_pv_ops_show(m);
}
DEFINE_SHOW_ATTRIBUTE(pv_ops);

void __init pvshim_debugfs_init(void)
{
	pvshim_pv_ops_init();
	dir = debugfs_create_dir("pvshim", NULL);
	debugfs_create_file("bindings", 0444, dir, NULL, &bindings_fops);
	/* code and symbols: for root alone */
	debugfs_create_file("pv_ops", 0400, dir, NULL, &pv_ops_fops);
}

void pvshim_debugfs_exit(void)
{
	debugfs_remove(dir);
}
