/* SPDX-License-Identifier: GPL-2.0 */
/* The administrator's own choices at load. */
#ifndef _PVSHIM_OVERRIDE_H
#define _PVSHIM_OVERRIDE_H

#include <linux/types.h>

/**
 * pvshim_override - bind what the parameter "bind" says
 * @chosen: the operations that were bound so, as bits; the policy leaves them
 *
 * Context: task, sleeps; takes pvshim_mutex.
 * Return: 0; -EINVAL if the parameter names an operation or a provider that
 * does not exist, and then nothing was bound; -ENOMEM.
 */
int pvshim_override(u32 *chosen);

#endif /* _PVSHIM_OVERRIDE_H */
