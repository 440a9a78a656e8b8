/* SPDX-License-Identifier: GPL-2.0 */
/* Switching on a live machine: a whole group of operations, or nothing. */
#ifndef _PVSHIM_SWITCH_H
#define _PVSHIM_SWITCH_H

#include <pvshim/ops.h>

struct pvshim_entry;

/**
 * pvshim_switch - switch operations, and those that share state with them
 * @ops: the operations, as bits
 * @next: the provider, which must be able to serve them all; NULL or native's entry:
 *	native
 * @failed: on failure, the operation that could not be switched
 *
 * The providers that served them have been unbound when this returns, which waits for
 * calls if they have an unbind function.
 *
 * Context: task, sleeps; pvshim_mutex held.
 * Return: 0; what a bind function returned, or -EBUSY if the kernel's own guest code
 * has one of the kernel's operations, see pvshim_op_is_busy(), and then nothing has
 * changed; never fails for native.
 */
int pvshim_switch(u32 ops, struct pvshim_entry *next, enum pvshim_op *failed);

/**
 * pvshim_wait_for_calls - wait for the calls that began before the last patching
 *
 * Context: task, sleeps.
 */
void pvshim_wait_for_calls(void);

#endif /* _PVSHIM_SWITCH_H */
