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
 * pvshim_bind_degrade - make native whatever its provider can serve no longer
 * @event: what has happened, for the log
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_bind_degrade(const char *event);

/**
 * pvshim_bind_release - make native whatever is bound to a provider
 * @entry: the provider; no call is inside it any more when this returns
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_bind_release(struct pvshim_entry *entry);

/**
 * pvshim_bind_pause - make the kernel's own operations native until pvshim_bind_resume()
 *
 * Because the system sleeps.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_bind_pause(void);

/**
 * pvshim_bind_resume - bind again what pvshim_bind_pause() has made native
 *
 * As far as its provider can still serve it.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_bind_resume(void);

#endif /* _PVSHIM_BIND_H */
