/* SPDX-License-Identifier: GPL-2.0 */
/* The administrator's own choices, at load and by hand. */
#ifndef _PVSHIM_OVERRIDE_H
#define _PVSHIM_OVERRIDE_H

#include <linux/types.h>

#include <pvshim/ops.h>

/**
 * pvshim_override - bind what the parameter "bind" says
 * @chosen: the operations that were bound so, as bits; the policy leaves them
 *
 * Each word is kept as a wish, which pvshim_override_apply() grants.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 * Return: 0; -EINVAL if the parameter makes no sense, and then nothing was bound.
 */
int pvshim_override(u32 *chosen);

/**
 * pvshim_override_apply - bind what was wished from a provider that has come
 * @name: the provider's name
 *
 * A refusal is logged with its reason, and is no reason to refuse the provider.
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_override_apply(const char *name);

/**
 * pvshim_override_by_hand - switch an operation because a user says so now
 * @op: the operation
 * @name: the provider's name
 *
 * From then on what was wished for the operation at load is forgotten, unless this is
 * refused.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 * Return: as pvshim_bind().
 */
int pvshim_override_by_hand(enum pvshim_op op, const char *name);

#endif /* _PVSHIM_OVERRIDE_H */
