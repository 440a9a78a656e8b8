/* SPDX-License-Identifier: GPL-2.0 */
/* Bind operations: on request, by policy at load, and back to native. */
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
 * Context: task, sleeps; pvshim_mutex held.
 * Return: 0; -EINVAL if there is no such provider; -EOPNOTSUPP if it cannot
 * serve the operation; -EBUSY if the kernel's own guest code has it, or the system
 * sleeps; or what a bind function returned.
 */
int pvshim_bind(enum pvshim_op op, const char *name);

/**
 * pvshim_bind_best - bind operations to the providers that serve them best
 * @ops: which, as bits; those of the kernel's own are left alone
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_bind_best(u32 ops);

/**
 * pvshim_bind_degrade - make operations native that their providers can no longer serve
 * @event: what has happened, for the log
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_bind_degrade(const char *event);

/**
 * pvshim_bind_release - make all operations native that are bound to a provider
 * @entry: the provider; no call is inside it any more when this returns
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_bind_release(struct pvshim_entry *entry);

/**
 * pvshim_bind_pause - make the kernel's own operations native until pvshim_bind_resume()
 *
 * Called before the system sleeps.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_bind_pause(void);

/**
 * pvshim_bind_resume - bind the kernel's own operations again after pvshim_bind_pause()
 *
 * Those that their providers can still serve.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_bind_resume(void);

#endif /* _PVSHIM_BIND_H */
