// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/pvshim
 *	bindings	who serves what, and why not the others
 *	kernel_ops	the kernel's own paravirt operations
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/seq_file.h>

#include "debugfs.h"
#include "kernel-ops.h"
#include "late.h"
#include "registry.h"
#include "static_calls.h"
#include "switch.h"

static struct dentry *dir;

static void show_op(struct seq_file *m, enum pvshim_op op)
{
	struct pvshim_entry *entry;

	seq_printf(m, "%s: %s\n", pvshim_op_name(op), pvshim_bound_name(op));
	list_for_each_entry(entry, &pvshim_entries, node) {
		const struct pvshim_verdict *v = &entry->ops[op];

		if (v->error)
			seq_printf(m, "\t%s: no: %s\n", entry->provider->name,
				   v->why);
		else
			seq_printf(m, "\t%s: yes\n", entry->provider->name);
	}
}

static int bindings_show(struct seq_file *m, void *unused)
{
	enum pvshim_op op;

	mutex_lock(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		show_op(m, op);
	pvshim_late_show(m);
	mutex_unlock(&pvshim_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(bindings);

static int kernel_ops_show(struct seq_file *m, void *unused)
{
	return pvshim_kernel_ops_show(m);
}
DEFINE_SHOW_ATTRIBUTE(kernel_ops);

void __init pvshim_debugfs_init(void)
{
	pvshim_kernel_ops_init();
	dir = debugfs_create_dir("pvshim", NULL);
	debugfs_create_file("bindings", 0444, dir, NULL, &bindings_fops);
	/* code and symbols: for root alone */
	debugfs_create_file("kernel_ops", 0400, dir, NULL, &kernel_ops_fops);
}

void pvshim_debugfs_exit(void)
{
	debugfs_remove(dir);
}
