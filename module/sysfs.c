// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/pvshim */
#include <linux/bits.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "override.h"
#include "registry.h"
#include "request.h"
#include "static_calls.h"
#include "switch.h"
#include "sysfs.h"
#include "verify.h"

static struct kobject *root;
static struct kobject *providers_dir;
static struct kobject *ops_dir;
static struct kobject *op_dirs[PVSHIM_NR_OPS];

PVSHIM_SYSFS_ATTR(hypervisor, RO, "%s", pvshim_hv_name(pvshim_found.primary));
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

/* A directory's name says which provider it is; it may be gone meanwhile. */
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

/* clang-format off */
#define OP_ATTR(_name, mode, fmt, value)				\
	PVSHIM_SYSFS_ATTR(_name, mode, fmt, value, enum pvshim_op op = op_of(kobj))
/* clang-format on */

OP_ATTR(provider, RW, "%s", pvshim_bound_name(op));
OP_ATTR(native_form, RO, "%s", pvshim_op_native_form(op));
OP_ATTR(switches, RO, "%lu", pvshim_bound_switches(op));

static struct kobj_attribute available_attr = __ATTR_RO(available);
static struct kobj_attribute group_attr = __ATTR_RO(group);

static const struct attribute *const op_attrs[] = {
	&provider_attr.attr, &available_attr.attr, &native_form_attr.attr,
	&switches_attr.attr, &group_attr.attr,	   NULL,
};

struct kobject *pvshim_sysfs_add_dir(const char *name, struct kobject *parent,
				     const struct attribute *const *attrs)
{
	struct kobject *kobj = kobject_create_and_add(name, parent ?: root);

	if (kobj && sysfs_create_files(kobj, attrs)) {
		pvshim_sysfs_remove_dir(kobj);
		kobj = NULL;
	}
	return kobj;
}

/*
 * The directory and its files go at once, their readers with them. The object itself
 * goes with its last reference, which may be later than that of this module.
 */
void pvshim_sysfs_remove_dir(struct kobject *kobj)
{
	if (!kobj)
		return;
	kobject_del(kobj);
	kobject_put(kobj);
}

int pvshim_sysfs_add_provider(struct pvshim_entry *entry)
{
	entry->kobj = pvshim_sysfs_add_dir(entry->provider->name, providers_dir,
					   provider_attrs);
	return entry->kobj ? 0 : -ENOMEM;
}

int pvshim_sysfs_add_ops(void)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		op_dirs[op] = pvshim_sysfs_add_dir(pvshim_op_name(op), ops_dir,
						   op_attrs);
		if (!op_dirs[op]) {
			pvshim_sysfs_remove_ops();
			return -ENOMEM;
		}
	}
	return 0;
}

void pvshim_sysfs_remove_ops(void)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		pvshim_sysfs_remove_dir(op_dirs[op]);
		op_dirs[op] = NULL;
	}
}

int pvshim_sysfs_init(void)
{
	root = kobject_create_and_add("pvshim", kernel_kobj);
	if (!root)
		return -ENOMEM;
	providers_dir = kobject_create_and_add("providers", root);
	ops_dir = kobject_create_and_add("ops", root);
	if (!providers_dir || !ops_dir ||
	    sysfs_create_files(root, root_attrs)) {
		pvshim_sysfs_exit();
		return -ENOMEM;
	}
	return 0;
}

void pvshim_sysfs_exit(void)
{
	pvshim_sysfs_remove_dir(ops_dir);
	pvshim_sysfs_remove_dir(providers_dir);
	pvshim_sysfs_remove_dir(root);
}
