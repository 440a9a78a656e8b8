/* SPDX-License-Identifier: GPL-2.0 */
/* The providers that are built in, in the order in which they are tried. */
#ifndef _PVSHIM_PROVIDERS_H
#define _PVSHIM_PROVIDERS_H

#include <pvshim/provider.h>

extern const struct pvshim_provider pvshim_native;
extern const struct pvshim_provider pvshim_kernel;
extern const struct pvshim_provider pvshim_xen;
extern const struct pvshim_provider pvshim_vmware;
extern const struct pvshim_provider pvshim_kvm;
extern const struct pvshim_provider pvshim_hyperv;

#endif /* _PVSHIM_PROVIDERS_H */
