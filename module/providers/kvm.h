/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the provider "kvm" share. */
#ifndef _PVSHIM_KVM_H
#define _PVSHIM_KVM_H

#include <pvshim/provider.h>

struct kvm_steal_time;

extern struct pvshim_steal_filter pvshim_kvm_steal_filter;

/*
 * kvm-offers.c: each returns 0, or -EOPNOTSUPP with the reason:
 *
 * needs             the host does not offer the feature, KVM_FEATURE_...
 * refuse_dedicated  its hint KVM_HINTS_REALTIME says that vCPUs have CPUs of their own
 * refuse_mwait      the guest may use MWAIT, which hosts allow on such CPUs
 */
int pvshim_kvm_needs(struct pvshim_probe *probe, unsigned int feature);
int pvshim_kvm_refuse_dedicated(struct pvshim_probe *probe);
int pvshim_kvm_refuse_mwait(struct pvshim_probe *probe);

/* kvm-steal.c: reading the areas, the kernel's or our own */
u64 pvshim_kvm_stolen(struct pvshim_steal_filter *filter, int cpu);
u64 pvshim_kvm_steal_clock(int cpu);
bool pvshim_kvm_vcpu_is_preempted(int cpu);
int pvshim_kvm_probe_steal(struct pvshim_probe *probe);
/* One call of unbind for each successful one of bind */
int pvshim_kvm_bind_steal(void);
void pvshim_kvm_unbind_steal(void);

/* kvm-flush.c: the kernel's own operations */
void pvshim_kvm_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				unsigned long end, unsigned int stride_shift);
bool pvshim_kvm_send_call_func_ipi(const struct cpumask *cpus);
u64 pvshim_kvm_pv_steal_clock(int cpu);

#ifdef CONFIG_PARAVIRT_LATE
/* kvm-flush.c */
int pvshim_kvm_probe_kernels(enum pvshim_op op, struct pvshim_probe *probe);
int pvshim_kvm_bind_kernels(enum pvshim_op op);
void pvshim_kvm_unbind_kernels(enum pvshim_op op);

/*
 * kvm-areas.c: areas for the kernel's operations, which are our own where the kernel's
 * KVM code is off. One call of put for each successful one of get.
 */
int pvshim_kvm_get_areas(void);
void pvshim_kvm_put_areas(void);
int pvshim_kvm_probe_areas(struct pvshim_probe *probe);
void pvshim_kvm_lost_areas(void);
/* Whether the areas in force are our own */
bool pvshim_kvm_areas_are_own(void);
/* A CPU's own area while the host writes to it, else NULL. Preemption is off. */
struct kvm_steal_time *pvshim_kvm_own_area(int cpu);
#else
static inline int pvshim_kvm_probe_kernels(enum pvshim_op op,
					   struct pvshim_probe *probe)
{
	return -EOPNOTSUPP;
}

static inline int pvshim_kvm_bind_kernels(enum pvshim_op op)
{
	return 0;
}

static inline void pvshim_kvm_unbind_kernels(enum pvshim_op op)
{
}

static inline void pvshim_kvm_lost_areas(void)
{
}

static inline bool pvshim_kvm_areas_are_own(void)
{
	return false;
}
#endif

#endif /* _PVSHIM_KVM_H */
