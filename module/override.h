/* SPDX-License-Identifier: GPL-2.0 */
/* The administrator's own choices, at load and by hand. */
#ifndef _PVSHIM_OVERRIDE_H
#define _PVSHIM_OVERRIDE_H

#include <linux/types.h>

#include <pvshim/ops.h>

/**
 * pvshim_override - bind what the parameter "bind" says
 * @chosen: the operations that were bound so, as bits; the policy leaves them alone
 *
 * Each word is kept as a wish, which pvshim_override_apply() grants.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 * Return: 0; -EINVAL if the parameter makes no sense, and then nothing was bound.
 */
int pvshim_override(u32 *chosen);

/**
 * pvshim_override_apply - bind what the parameter asks of a provider
 * @name: the name of the provider, which has just been registered
 *
 * A refusal is logged with its reason; the provider stays registered.
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_override_apply(const char *name);

/**
 * pvshim_override_by_hand - switch an operation at a user's request
 * @op: the operation
 * @name: the provider's name
 *
 * The wish for the operation from load is forgotten, unless this is refused.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 * Return: as pvshim_bind().
 */
int pvshim_override_by_hand(enum pvshim_op op, const char *name);

#endif /* _PVSHIM_OVERRIDE_H */
