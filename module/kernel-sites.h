/* SPDX-License-Identifier: GPL-2.0 */
/* The call sites of the kernel's own operations, which the kernel patches for us. */
#ifndef _PVSHIM_KERNEL_SITES_H
#define _PVSHIM_KERNEL_SITES_H

#include <pvshim/ops.h>

/**
 * pvshim_kernel_sites_patch - let the kernel call these functions, and no others
 * @tables: for each operation the provider's functions, or NULL for native; only
 *	operations of the kernel's own are looked at
 * @busy: on failure the operations, as bits, that the kernel's own guest code has
 *
 * The kernel takes all of it or nothing. What it called before has been detached
 * first, so on failure everything is native. When this returns no CPU is inside a
 * function that is not called any more.
 *
 * Context: task, sleeps; pvshim_mutex held.
 * Return: 0; -EBUSY.
 */
#ifdef CONFIG_PARAVIRT_LATE
int pvshim_kernel_sites_patch(const struct pvshim_ops *const *tables,
			      u32 *busy);
#else
static inline int
pvshim_kernel_sites_patch(const struct pvshim_ops *const *tables, u32 *busy)
{
	return 0;
}
#endif

#endif /* _PVSHIM_KERNEL_SITES_H */
