/* SPDX-License-Identifier: GPL-2.0 */
/* Modules of other providers, asked for by the signatures that the host shows. */
#ifndef _PVSHIM_AUTOLOAD_H
#define _PVSHIM_AUTOLOAD_H

/**
 * pvshim_autoload - have modprobe load the providers of signatures that have none
 *
 * By the alias of pvshim_signature_alias(). Whether there is such a module shows when it
 * registers its provider.
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_autoload(void);

#endif /* _PVSHIM_AUTOLOAD_H */
