/* SPDX-License-Identifier: GPL-2.0 */
/* The call sites in modules: one static call per operation. */
#ifndef _PVSHIM_STATIC_CALLS_H
#define _PVSHIM_STATIC_CALLS_H

#include <pvshim/ops.h>

/**
 * pvshim_op_patch - patch all call sites of an operation
 * @op: the operation, not one of the kernel's own
 * @ops: the provider's functions; without one for @op the sites become native
 *
 * When this returns every CPU uses the new form, but old calls may still be
 * running.
 *
 * Context: task, sleeps; takes the CPU hotplug lock.
 */
void pvshim_op_patch(enum pvshim_op op, const struct pvshim_ops *ops);

#endif /* _PVSHIM_STATIC_CALLS_H */
