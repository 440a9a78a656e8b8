/* SPDX-License-Identifier: GPL-2.0 */
/* For providers: what comes before the first hypercall. */
#ifndef _PVSHIM_GUARD_H
#define _PVSHIM_GUARD_H

#include <linux/cc_platform.h>
#include <linux/types.h>

/**
 * pvshim_guest_is_encrypted - whether the host sees less of this guest than all
 *
 * Then no hypercall works as its interface describes it: the host cannot read the
 * memory that one names, or not even the registers. With encrypted registers the
 * instruction, and a port of the host's, raise an exception of their own (#VC, #VE),
 * and where the kernel's handler for it gives up it asks no exception table, so that
 * a guarded trial is none. A provider asks this in its start function and refuses
 * before it executes anything.
 *
 * Context: any.
 * Return: true in guests of SEV, SEV-ES, SEV-SNP and TDX.
 */
static inline bool pvshim_guest_is_encrypted(void)
{
	return cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT) ||
	       cc_platform_has(CC_ATTR_GUEST_STATE_ENCRYPT);
}

#endif /* _PVSHIM_GUARD_H */
