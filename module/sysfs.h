/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/pvshim; described in Documentation/ABI/testing/sysfs-kernel-pvshim. */
#ifndef _PVSHIM_SYSFS_H
#define _PVSHIM_SYSFS_H

struct attribute;
struct kobject;
struct pvshim_entry;

int pvshim_sysfs_init(void);
void pvshim_sysfs_exit(void);

/* A directory with files, or NULL; without @parent it is in pvshim's own. */
struct kobject *pvshim_sysfs_add_dir(const char *name, struct kobject *parent,
				     const struct attribute *const *attrs);

/* Fill in @entry->kobj; the directory shows what pvshim_find_entry() finds. */
int pvshim_sysfs_add_provider(struct pvshim_entry *entry);
/* Waits for readers, so not with pvshim_mutex held. */
void pvshim_sysfs_remove_provider(struct kobject *kobj);

/* The operations' directories; last up and first down: they allow switching. */
int pvshim_sysfs_add_ops(void);
void pvshim_sysfs_remove_ops(void);

#endif /* _PVSHIM_SYSFS_H */
