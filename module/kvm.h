/* SPDX-License-Identifier: GPL-2.0 */
/* The two halves of the provider "kvm" to each other. */
#ifndef _PVSHIM_KVM_H
#define _PVSHIM_KVM_H

#include <pvshim/provider.h>

extern struct pvshim_steal_filter pvshim_kvm_steal_filter;

u64 pvshim_kvm_steal_clock(int cpu);
bool pvshim_kvm_vcpu_is_preempted(int cpu);
int pvshim_kvm_probe_steal(struct pvshim_probe *probe);
int pvshim_kvm_bind_steal(void);
void pvshim_kvm_unbind_steal(void);

#endif /* _PVSHIM_KVM_H */
