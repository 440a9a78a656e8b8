/* SPDX-License-Identifier: GPL-2.0 */
/* Provider registration and unregistration; see also provider.h. */
#ifndef _PVSHIM_REGISTRY_H
#define _PVSHIM_REGISTRY_H

/* Registers the built-in providers. */
int pvshim_registry_init(void);
/* Unregisters all providers that are left; every operation is native afterwards. */
void pvshim_registry_exit(void);

#endif /* _PVSHIM_REGISTRY_H */
