// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/pvshim */
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "entries.h"
#include "machine.h"
#include "request.h"
#include "sysfs.h"
#include "verify.h"

static struct kobject *root;

/*
 * Of an interface that pvshim does not know: the name of the provider that does. Where
 * there are several, that of the highest base, as of the interfaces that it knows.
 */
static const char *hypervisor_name(void)
{
	const char *name = pvshim_hv_name(pvshim_found.primary);
	struct pvshim_entry *entry;
	u32 base = 0;

	if (pvshim_found.primary != PVSHIM_HV_UNKNOWN)
		return name;
	list_for_each_entry(entry, &pvshim_entries, node) {
		if (!entry->present || entry->init.error ||
		    entry->signature.base < base)
			continue;
		name = entry->provider->name;
		base = entry->signature.base;
	}
	return name;
}

PVSHIM_SYSFS_ATTR(hypervisor, RO, "%s", hypervisor_name());
PVSHIM_SYSFS_ATTR(verifications, RO, "%lu", pvshim_verifications);

static ssize_t verify_store(struct kobject *kobj, struct kobj_attribute *attr,
			    const char *buf, size_t count)
{
	if (!pvshim_request_verify(buf, count))
		return -EINVAL;
	pvshim_verify("a request to verify");
	return count;
}

static struct kobj_attribute verify_attr = __ATTR_WO(verify);

static const struct attribute *const root_attrs[] = {
	&hypervisor_attr.attr,
	&verify_attr.attr,
	&verifications_attr.attr,
	NULL,
};

struct kobject *pvshim_sysfs_add_dir(const char *name, struct kobject *parent,
				     const struct attribute *const *attrs)
{
	struct kobject *kobj = kobject_create_and_add(name, parent ?: root);

	if (kobj && attrs && sysfs_create_files(kobj, attrs)) {
		pvshim_sysfs_remove_dir(kobj);
		kobj = NULL;
	}
	return kobj;
}

/*
 * kobject_del() removes the directory and its files, and waits for their readers. The
 * object itself is freed with its last reference, which may outlive this module.
 */
void pvshim_sysfs_remove_dir(struct kobject *kobj)
{
	if (!kobj)
		return;
	kobject_del(kobj);
	kobject_put(kobj);
}

int pvshim_sysfs_init(void)
{
	root = pvshim_sysfs_add_dir("pvshim", kernel_kobj, root_attrs);
	return root ? 0 : -ENOMEM;
}

void pvshim_sysfs_exit(void)
{
	pvshim_sysfs_remove_dir(root);
}
