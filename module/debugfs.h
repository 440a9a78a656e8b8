/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/debug/pvshim; described in Documentation/ABI/testing. */
#ifndef _PVSHIM_DEBUGFS_H
#define _PVSHIM_DEBUGFS_H

void pvshim_debugfs_init(void);
void pvshim_debugfs_exit(void);

#endif /* _PVSHIM_DEBUGFS_H */
