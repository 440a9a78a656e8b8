/* SPDX-License-Identifier: GPL-2.0 */
/* What ops-list.h says of each operation, to be looked up by number. */
#ifndef _PVSHIM_OP_INFO_H
#define _PVSHIM_OP_INFO_H

#include <pvshim/ops.h>

#include "request.h"

/**
 * pvshim_op_name - name of an operation
 * @op: the operation
 *
 * Return: its name in sysfs, parameters and the log.
 */
const char *pvshim_op_name(enum pvshim_op op);

/**
 * pvshim_op_native_form - what a native call site consists of
 * @op: the operation
 *
 * Return: "call", "nop" or "xor", or "kernel" where the call sites are the kernel's own.
 */
const char *pvshim_op_native_form(enum pvshim_op op);

/*
 * All names in the order of enum pvshim_op. From PVSHIM_NR_OPS on they are those of
 * operations that this kernel does not have.
 */
extern const struct pvshim_names pvshim_op_names;

/* The operations of the kernel's own, as bits */
extern const u32 pvshim_kernel_ops;

/**
 * pvshim_op_is_kernels - whether an operation's call sites are the kernel's own
 * @op: the operation
 *
 * Return: true if they are; false if they are in modules.
 */
static inline bool pvshim_op_is_kernels(enum pvshim_op op)
{
	return pvshim_kernel_ops & BIT(op);
}

/**
 * pvshim_op_served - whether an ops structure has a function for an operation
 * @ops: a provider's functions
 * @op: the operation
 *
 * Return: true if it has.
 */
bool pvshim_op_served(const struct pvshim_ops *ops, enum pvshim_op op);

#endif /* _PVSHIM_OP_INFO_H */
