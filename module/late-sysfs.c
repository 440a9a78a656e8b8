// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/pvshim/late */
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "late-ops.h"
#include "late-switch.h"
#include "registry.h"
#include "sysfs.h"

static struct kobject *dir;

static ssize_t provider_store(struct kobject *kobj, struct kobj_attribute *attr,
			      const char *buf, size_t count)
{
	int ret = pvshim_late_request(buf, count);

	return ret ?: count;
}

static ssize_t available_show(struct kobject *kobj, struct kobj_attribute *attr,
			      char *buf)
{
	struct pvshim_entry *entry;
	char names[PVSHIM_LATE_NAMES];
	ssize_t len = 0;
	u32 ops;

	mutex_lock(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node) {
		ops = pvshim_late_with(entry, 0);
		if (ops)
			len += sysfs_emit_at(buf, len, "%s %s\n",
					     entry->provider->name,
					     pvshim_late_names(ops, names));
	}
	mutex_unlock(&pvshim_mutex);
	return len;
}

#define LATE_ATTR(_name, mode, fmt, value)         \
	PVSHIM_SYSFS_ATTR(_name, mode, fmt, value, \
			  char names[PVSHIM_LATE_NAMES] __maybe_unused)

LATE_ATTR(provider, RW, "%s", pvshim_late_provider());
LATE_ATTR(ops, RO, "%s", pvshim_late_names(pvshim_late_state.ops, names));
LATE_ATTR(held, RO, "%s", pvshim_late_names(pvshim_late_state.held, names));
LATE_ATTR(switches, RO, "%lu", pvshim_late_state.switches);

static struct kobj_attribute available_attr = __ATTR_RO(available);

static const struct attribute *const late_attrs[] = {
	&provider_attr.attr, &available_attr.attr, &ops_attr.attr,
	&held_attr.attr,     &switches_attr.attr,  NULL,
};

int pvshim_late_sysfs_init(void)
{
	dir = pvshim_sysfs_add_dir("late", NULL, late_attrs);
	return dir ? 0 : -ENOMEM;
}

void pvshim_late_sysfs_exit(void)
{
	pvshim_sysfs_remove_dir(dir);
}
