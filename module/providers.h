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

/**
 * pvshim_vmware_port_version - ask VMware's backdoor port for its version
 * @context: not used; makes it a &pvshim_machine.backdoor_version
 *
 * Context: any. Only where the port is known to be VMware's, and never in encrypted
 * guests.
 * Return: the version, or 0 if nothing answered.
 */
u32 pvshim_vmware_port_version(void *context);

#endif /* _PVSHIM_PROVIDERS_H */
