/* SPDX-License-Identifier: GPL-2.0 */
/* One binding per operation, and how it is switched. */
#ifndef _PVSHIM_BIND_H
#define _PVSHIM_BIND_H

#include <pvshim/ops.h>

struct pvshim_entry;

/**
 * pvshim_bind - switch an operation to a provider
 * @op: the operation
 * @name: the provider's name
 *
 * All or nothing; a refusal is logged with its reason.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 * Return: 0; -EINVAL if there is no such provider; -EOPNOTSUPP if it cannot
 * serve the operation; or what its bind function returned.
 */
int pvshim_bind(enum pvshim_op op, const char *name);

/**
 * pvshim_bind_best - bind every operation to whoever serves it best
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_bind_best(void);

/**
 * pvshim_bind_release - make native whatever is bound to a provider
 * @entry: the provider; nothing calls it any more when this returns
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_bind_release(struct pvshim_entry *entry);

/**
 * pvshim_bound_name - who serves an operation
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: the provider's name.
 */
const char *pvshim_bound_name(enum pvshim_op op);

/**
 * pvshim_bound_switches - how often an operation was switched
 * @op: the operation
 *
 * Context: pvshim_mutex held.
 * Return: switches since the module was loaded.
 */
unsigned long pvshim_bound_switches(enum pvshim_op op);

#endif /* _PVSHIM_BIND_H */
