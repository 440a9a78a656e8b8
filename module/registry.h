/* SPDX-License-Identifier: GPL-2.0 */
/* The life of providers: registered and unregistered; see also provider.h. */
#ifndef _PVSHIM_REGISTRY_H
#define _PVSHIM_REGISTRY_H

/* The built-in providers */
int pvshim_registry_init(void);
/* All providers that are left; everything is native afterwards. */
void pvshim_registry_exit(void);

#endif /* _PVSHIM_REGISTRY_H */
