// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/pvshim/providers */
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "entries.h"
#include "op-info.h"
#include "sysfs.h"
#include "sysfs-providers.h"

static struct kobject *dir;

/* Found by its directory's name, as it may have been unregistered meanwhile. */
/* clang-format off */
#define PROVIDER_ATTR(_name, fmt, value)				\
static ssize_t _name##_show(struct kobject *kobj,			\
			    struct kobj_attribute *attr, char *buf)	\
{									\
	struct pvshim_entry *entry;					\
	ssize_t len = -ENODEV;						\
									\
	mutex_lock(&pvshim_mutex);					\
	entry = pvshim_find_entry(kobject_name(kobj));			\
	if (entry)							\
		len = sysfs_emit(buf, fmt "\n", value);			\
	mutex_unlock(&pvshim_mutex);					\
	return len;							\
}									\
static struct kobj_attribute _name##_attr = __ATTR_RO(_name)
/* clang-format on */

static const char *source(const struct pvshim_entry *entry)
{
	if (!entry->provider->signature)
		return "none";
	if (!entry->present)
		return "absent";
	return entry->signature.from_dmi ? "dmi" : "cpuid";
}

static long clamped(const struct pvshim_entry *entry)
{
	if (!entry->provider->steal_filter)
		return 0;
	return atomic_long_read(&entry->provider->steal_filter->clamped);
}

PROVIDER_ATTR(signature, "%s", entry->provider->signature ?: "");
PROVIDER_ATTR(base, "0x%08x", entry->signature.base);
PROVIDER_ATTR(max_leaf, "0x%08x", entry->signature.max_leaf);
PROVIDER_ATTR(version, "%s", entry->version);
PROVIDER_ATTR(features, "0x%08x", entry->signature.features);
PROVIDER_ATTR(source, "%s", source(entry));
PROVIDER_ATTR(clamped, "%ld", clamped(entry));

/* clang-format off */
static const struct attribute * const provider_attrs[] = {
	&signature_attr.attr,
	&base_attr.attr,
	&max_leaf_attr.attr,
	&version_attr.attr,
	&features_attr.attr,
	&source_attr.attr,
	&clamped_attr.attr,
	NULL
};

/* clang-format on */

#define VERDICTS "verdicts"

/* A file for each operation, in the order of enum pvshim_op */
static struct kobj_attribute verdict_attrs[PVSHIM_NR_OPS];
static struct attribute *verdict_list[PVSHIM_NR_OPS + 1];

static const struct attribute_group verdicts = {
	.name = VERDICTS,
	.attrs = verdict_list,
};

static ssize_t verdict_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	enum pvshim_op op = attr - verdict_attrs;
	struct pvshim_entry *entry;
	ssize_t len = -ENODEV;

	mutex_lock(&pvshim_mutex);
	entry = pvshim_find_entry(kobject_name(kobj));
	if (entry && entry->ops[op].error)
		len = sysfs_emit(buf, "%s: %s\n",
				 pvshim_verdict_class(entry, op),
				 entry->ops[op].why);
	else if (entry)
		len = sysfs_emit(buf, "yes\n");
	mutex_unlock(&pvshim_mutex);
	return len;
}

static void fill_verdicts(void)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		struct kobj_attribute *attr = &verdict_attrs[op];

		sysfs_attr_init(&attr->attr);
		attr->attr.name = pvshim_op_name(op);
		attr->attr.mode = 0444;
		attr->show = verdict_show;
		verdict_list[op] = &attr->attr;
	}
}

int pvshim_sysfs_add_provider(struct pvshim_entry *entry)
{
	entry->kobj = pvshim_sysfs_add_dir(entry->provider->name, dir,
					   provider_attrs);
	if (entry->kobj && sysfs_create_group(entry->kobj, &verdicts)) {
		pvshim_sysfs_remove_dir(entry->kobj);
		entry->kobj = NULL;
	}
	return entry->kobj ? 0 : -ENOMEM;
}

int pvshim_sysfs_providers_init(void)
{
	fill_verdicts();
	dir = pvshim_sysfs_add_dir("providers", NULL, NULL);
	return dir ? 0 : -ENOMEM;
}

void pvshim_sysfs_providers_exit(void)
{
	pvshim_sysfs_remove_dir(dir);
}
