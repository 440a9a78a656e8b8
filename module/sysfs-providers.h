/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/pvshim/providers */
#ifndef _PVSHIM_SYSFS_PROVIDERS_H
#define _PVSHIM_SYSFS_PROVIDERS_H

struct pvshim_entry;

/* Above the providers' directories; first up and last down */
int pvshim_sysfs_providers_init(void);
void pvshim_sysfs_providers_exit(void);

/**
 * pvshim_sysfs_add_provider - show a provider
 * @entry: the provider; gets its directory, which shows what pvshim_find_entry() finds
 *
 * Context: task, sleeps; pvshim_mutex held.
 * Return: 0; -ENOMEM.
 */
int pvshim_sysfs_add_provider(struct pvshim_entry *entry);

#endif /* _PVSHIM_SYSFS_PROVIDERS_H */
