/* SPDX-License-Identifier: GPL-2.0 */
/* How bindings change on a live machine: a whole group, or nothing. */
#ifndef _PVSHIM_SWITCH_H
#define _PVSHIM_SWITCH_H

#include <pvshim/ops.h>

struct pvshim_entry;

/**
 * pvshim_switch - switch an operation, and all that has to go with it
 * @op: the operation
 * @next: who shall serve it; must be able to. NULL or native's entry: native
 * @failed: on failure, the operation whose bind function failed
 *
 * Whoever is left behind has been unbound when this returns, which waits for
 * calls if it has an unbind function.
 *
 * Context: task, sleeps; pvshim_mutex held.
 * Return: 0, or what a bind function returned, and then nothing has changed;
 * never fails for native.
 */
int pvshim_switch(enum pvshim_op op, struct pvshim_entry *next,
		  enum pvshim_op *failed);

/**
 * pvshim_wait_for_calls - wait until no call is inside what was unbound before
 *
 * Context: task, sleeps.
 */
void pvshim_wait_for_calls(void);

/**
 * pvshim_bound - who serves an operation
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: the provider's entry, or NULL for native.
 */
struct pvshim_entry *pvshim_bound(enum pvshim_op op);

/**
 * pvshim_bound_name - who serves an operation, by name
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: the provider's name.
 */
const char *pvshim_bound_name(enum pvshim_op op);

/**
 * pvshim_bound_group - what shares state with an operation where it is bound
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

#endif /* _PVSHIM_SWITCH_H */
