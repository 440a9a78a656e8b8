/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /sys/kernel/pvshim; described in Documentation/ABI/testing/sysfs-kernel-pvshim. The
 * directories below it are in sysfs-providers.c and sysfs-ops.c.
 */
#ifndef _PVSHIM_SYSFS_H
#define _PVSHIM_SYSFS_H

struct attribute;
struct kobject;

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

/* The directory itself with its own files; first up and last down */
int pvshim_sysfs_init(void);
void pvshim_sysfs_exit(void);

/**
 * pvshim_sysfs_add_dir - add a directory
 * @name: its name
 * @parent: the directory it is in; NULL: pvshim's own
 * @attrs: its files; NULL: none
 *
 * Context: task, sleeps.
 * Return: the directory, or NULL if there is no memory for it.
 */
struct kobject *pvshim_sysfs_add_dir(const char *name, struct kobject *parent,
				     const struct attribute *const *attrs);

/**
 * pvshim_sysfs_remove_dir - remove such a directory
 * @kobj: the directory, may be NULL
 *
 * Context: task; waits for readers, so pvshim_mutex must not be held.
 */
void pvshim_sysfs_remove_dir(struct kobject *kobj);

#endif /* _PVSHIM_SYSFS_H */
