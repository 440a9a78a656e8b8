/* SPDX-License-Identifier: GPL-2.0 */
/* Which provider serves each operation now. Changed by switch.c alone. */
#ifndef _PVSHIM_BINDINGS_H
#define _PVSHIM_BINDINGS_H

#include <pvshim/ops.h>

struct pvshim_entry;

/**
 * pvshim_bound - the provider that serves an operation
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: the provider's entry, or NULL for native.
 */
struct pvshim_entry *pvshim_bound(enum pvshim_op op);

/**
 * pvshim_bound_ops - the operations that are not native
 *
 * Context: pvshim_mutex held.
 * Return: the operations as bits.
 */
u32 pvshim_bound_ops(void);

/**
 * pvshim_bound_name - the provider that serves an operation, by name
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: the provider's name.
 */
const char *pvshim_bound_name(enum pvshim_op op);

/**
 * pvshim_bound_group - the operations that share state with one in its provider
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: the operations as bits, @op among them.
 */
u32 pvshim_bound_group(enum pvshim_op op);

/**
 * pvshim_bound_switches - how often an operation was switched
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: switches since the module was loaded.
 */
unsigned long pvshim_bound_switches(enum pvshim_op op);

/**
 * pvshim_op_is_busy - whether the kernel's own guest code has an operation
 * @op: the operation
 *
 * Only pv_late_attach() can tell, so this is the outcome of the last attempt to bind it.
 *
 * Context: pvshim_mutex held.
 * Return: true if it has; never for operations of modules.
 */
bool pvshim_op_is_busy(enum pvshim_op op);

/**
 * pvshim_note_binding - note that an operation has been switched
 * @op: the operation
 * @to: the provider's entry, or NULL for native
 *
 * Context: pvshim_mutex held.
 */
void pvshim_note_binding(enum pvshim_op op, struct pvshim_entry *to);

/**
 * pvshim_note_busy - note which of the kernel's own operations are busy
 * @ops: the operations that were to be bound, as bits
 * @now: those of them that the kernel's own guest code has
 *
 * Context: pvshim_mutex held.
 */
void pvshim_note_busy(u32 ops, u32 now);

#endif /* _PVSHIM_BINDINGS_H */
