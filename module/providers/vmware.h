/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the provider "vmware" share. */
#ifndef _PVSHIM_VMWARE_H
#define _PVSHIM_VMWARE_H

#include <pvshim/provider.h>

#include "hypercall.h"

extern struct pvshim_steal_filter pvshim_vmware_steal_filter;

u64 pvshim_vmware_steal_clock(int cpu);
int pvshim_vmware_probe_steal(struct pvshim_probe *probe);
int pvshim_vmware_bind_steal(void);
void pvshim_vmware_unbind_steal(void);
void pvshim_vmware_lost_steal(void);

void pvshim_vmware_crash_notify(const char *reason);
int pvshim_vmware_probe_log(struct pvshim_probe *probe);

#endif /* _PVSHIM_VMWARE_H */
