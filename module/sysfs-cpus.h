/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/pvshim/cpus, and the host's clock: what operations return now */
#ifndef _PVSHIM_SYSFS_CPUS_H
#define _PVSHIM_SYSFS_CPUS_H

/* After everything is bound, and gone before it is unbound */
int pvshim_sysfs_add_cpus(void);
void pvshim_sysfs_remove_cpus(void);

#endif /* _PVSHIM_SYSFS_CPUS_H */
