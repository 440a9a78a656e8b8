/* SPDX-License-Identifier: GPL-2.0 */
/* The patched side: one static call per operation. */
#ifndef _PVSHIM_STATIC_CALLS_H
#define _PVSHIM_STATIC_CALLS_H

#include <pvshim/ops.h>

/**
 * pvshim_op_name - name of an operation
 * @op: the operation
 *
 * Return: its name in ops-list.h.
 */
const char *pvshim_op_name(enum pvshim_op op);

/**
 * pvshim_op_native_form - what a native call site consists of
 * @op: the operation
 *
 * Return: "call", "nop" or "xor".
 */
const char *pvshim_op_native_form(enum pvshim_op op);

/**
 * pvshim_op_served - whether an ops structure has a function for an operation
 * @ops: a provider's functions
 * @op: the operation
 *
 * Return: true if it has.
 */
bool pvshim_op_served(const struct pvshim_ops *ops, enum pvshim_op op);

/**
 * pvshim_op_patch - let all call sites of an operation call somebody else
 * @op: the operation
 * @ops: the provider's functions; without one for @op the sites become native
 *
 * When this returns every CPU uses the new form, but old calls may still be
 * running.
 *
 * Context: task, sleeps; takes the CPU hotplug lock.
 */
void pvshim_op_patch(enum pvshim_op op, const struct pvshim_ops *ops);

#endif /* _PVSHIM_STATIC_CALLS_H */
