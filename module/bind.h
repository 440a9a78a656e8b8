/* SPDX-License-Identifier: GPL-2.0 */
/* Who serves what: on request, by policy, and when somebody goes. */
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
 * serve the operation; or what a bind function returned.
 */
int pvshim_bind(enum pvshim_op op, const char *name);

/**
 * pvshim_log_refusal - log that what was asked for is refused
 * @stays: what stays as it is, with the verb
 * @bound: the provider that serves it
 * @name: the provider that was asked for, as it was written
 * @why: the reason
 *
 * For all that users ask for: 50 lines in 5 seconds, and then how many were left out.
 *
 * Context: task, may sleep.
 */
void pvshim_log_refusal(const char *stays, const char *bound, const char *name,
			const char *why);

/**
 * pvshim_bind_best - bind operations to whoever serves them best
 * @ops: which, as bits
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
 * @entry: the provider; nothing calls it any more when this returns
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_bind_release(struct pvshim_entry *entry);

#endif /* _PVSHIM_BIND_H */
