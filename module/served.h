/* SPDX-License-Identifier: GPL-2.0 */
/* What consumers are told of bindings. */
#ifndef _PVSHIM_MODULE_SERVED_H
#define _PVSHIM_MODULE_SERVED_H

#include <pvshim/served.h>

/**
 * pvshim_served_note - note which provider serves an operation from now on
 * @op: the operation
 * @name: the provider's name
 * @served: it is not native
 *
 * Context: pvshim_mutex held.
 */
void pvshim_served_note(enum pvshim_op op, const char *name, bool served);

/**
 * pvshim_served_tell - tell consumers what has been noted since the last call of this
 *
 * Context: task, sleeps; pvshim_mutex held, and nothing half done.
 */
void pvshim_served_tell(void);

#endif /* _PVSHIM_MODULE_SERVED_H */
