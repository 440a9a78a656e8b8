/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/pvshim; described in Documentation/ABI/testing/sysfs-kernel-pvshim. */
#ifndef _PVSHIM_SYSFS_H
#define _PVSHIM_SYSFS_H

struct attribute;
struct kobject;
struct pvshim_entry;

/*
 * A file that shows one value, read with pvshim_mutex held. What follows @value declares
 * what it needs; with mode RW the function _name##_store stands before this.
 */
/* clang-format off */
#define PVSHIM_SYSFS_ATTR(_name, mode, fmt, value, ...)			\
static ssize_t _name##_show(struct kobject *kobj,			\
			    struct kobj_attribute *attr, char *buf)	\
{									\
	ssize_t len;							\
	__VA_ARGS__;							\
									\
	mutex_lock(&pvshim_mutex);					\
	len = sysfs_emit(buf, fmt "\n", value);				\
	mutex_unlock(&pvshim_mutex);					\
	return len;							\
}									\
static struct kobj_attribute _name##_attr = __ATTR_##mode(_name)
/* clang-format on */

int pvshim_sysfs_init(void);
void pvshim_sysfs_exit(void);

/* A directory with files, or NULL; without @parent it is in pvshim's own. */
struct kobject *pvshim_sysfs_add_dir(const char *name, struct kobject *parent,
				     const struct attribute *const *attrs);

/* Such a directory goes; may be NULL. Waits for readers, so not with pvshim_mutex held. */
void pvshim_sysfs_remove_dir(struct kobject *kobj);

/* Fill in @entry->kobj; the directory shows what pvshim_find_entry() finds. */
int pvshim_sysfs_add_provider(struct pvshim_entry *entry);

/* The operations' directories; last up and first down: they allow switching. */
int pvshim_sysfs_add_ops(void);
void pvshim_sysfs_remove_ops(void);

#endif /* _PVSHIM_SYSFS_H */
