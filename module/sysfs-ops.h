/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/pvshim/ops */
#ifndef _PVSHIM_SYSFS_OPS_H
#define _PVSHIM_SYSFS_OPS_H

/* Last up and first down, because they allow switching */
int pvshim_sysfs_add_ops(void);
void pvshim_sysfs_remove_ops(void);

#endif /* _PVSHIM_SYSFS_OPS_H */
