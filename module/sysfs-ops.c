// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/pvshim/ops */
#include <linux/bits.h>
#include <linux/kobject.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "bindings.h"
#include "entries.h"
#include "op-info.h"
#include "override.h"
#include "request.h"
#include "sysfs.h"
#include "sysfs-ops.h"

static struct kobject *dir;
static struct kobject *op_dirs[PVSHIM_NR_OPS];

static enum pvshim_op op_of(struct kobject *kobj)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS - 1; op++)
		if (!strcmp(kobject_name(kobj), pvshim_op_name(op)))
			break;
	return op;
}

static ssize_t provider_store(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t count)
{
	struct pvshim_word name;
	int ret;

	pvshim_request_name(buf, count, &name);
	ret = pvshim_override_by_hand(op_of(kobj), name.text);
	return ret ?: count;
}

static ssize_t available_show(struct kobject *kobj, struct kobj_attribute *attr,
			      char *buf)
{
	enum pvshim_op op = op_of(kobj);
	struct pvshim_entry *entry;
	ssize_t len = 0;

	mutex_lock(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node)
		if (!entry->ops[op].error)
			len += sysfs_emit_at(buf, len, "%s%s", len ? " " : "",
					     entry->provider->name);
	mutex_unlock(&pvshim_mutex);
	return len + sysfs_emit_at(buf, len, "\n");
}

static ssize_t group_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	ssize_t len = 0;
	enum pvshim_op op;
	u32 group;

	mutex_lock(&pvshim_mutex);
	group = pvshim_bound_group(op_of(kobj));
	mutex_unlock(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (group & BIT(op))
			len += sysfs_emit_at(buf, len, "%s%s", len ? " " : "",
					     pvshim_op_name(op));
	return len + sysfs_emit_at(buf, len, "\n");
}

/* Found by the last attempt to bind it, or told by a probe */
static bool is_busy(enum pvshim_op op)
{
	struct pvshim_entry *entry;

	if (pvshim_bound(op))
		return false;
	list_for_each_entry(entry, &pvshim_entries, node)
		if (entry->ops[op].error == -EBUSY)
			return true;
	return pvshim_op_is_busy(op);
}

/* clang-format off */
#define OP_ATTR(_name, mode, fmt, value)				\
	PVSHIM_SYSFS_ATTR(_name, mode, fmt, value, enum pvshim_op op = op_of(kobj))
/* clang-format on */

OP_ATTR(provider, RW, "%s", pvshim_bound_name(op));
OP_ATTR(scope, RO, "%s", pvshim_op_is_kernels(op) ? "kernel" : "module");
OP_ATTR(busy, RO, "%d", is_busy(op));
OP_ATTR(native_form, RO, "%s", pvshim_op_native_form(op));
OP_ATTR(switches, RO, "%lu", pvshim_bound_switches(op));

static struct kobj_attribute available_attr = __ATTR_RO(available);
static struct kobj_attribute group_attr = __ATTR_RO(group);

static const struct attribute *const op_attrs[] = {
	&provider_attr.attr,	&available_attr.attr,
	&scope_attr.attr,	&group_attr.attr,
	&native_form_attr.attr, &busy_attr.attr,
	&switches_attr.attr,	NULL,
};

int pvshim_sysfs_add_ops(void)
{
	enum pvshim_op op;

	dir = pvshim_sysfs_add_dir("ops", NULL, NULL);
	for (op = 0; dir && op < PVSHIM_NR_OPS; op++) {
		op_dirs[op] =
			pvshim_sysfs_add_dir(pvshim_op_name(op), dir, op_attrs);
		if (!op_dirs[op])
			break;
	}
	if (dir && op == PVSHIM_NR_OPS)
		return 0;
	pvshim_sysfs_remove_ops();
	return -ENOMEM;
}

void pvshim_sysfs_remove_ops(void)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		pvshim_sysfs_remove_dir(op_dirs[op]);
		op_dirs[op] = NULL;
	}
	pvshim_sysfs_remove_dir(dir);
	dir = NULL;
}
