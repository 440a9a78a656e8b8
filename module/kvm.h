/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of the provider "kvm" to each other. */
#ifndef _PVSHIM_KVM_H
#define _PVSHIM_KVM_H

#include <pvshim/provider.h>

struct kvm_steal_time;
struct pv_late_ops;

extern struct pvshim_steal_filter pvshim_kvm_steal_filter;

extern const struct pvshim_late pvshim_kvm_late;

/*
 * kvm.c: 0, or -EOPNOTSUPP with the reason: the host offers no such feature (one
 * bit); it advises against what spares vCPUs that wait for a CPU, by its hint, or as
 * one does that hands MWAIT to its guests
 */
int pvshim_kvm_needs(struct pvshim_probe *probe, u32 feature);
int pvshim_kvm_refuse_dedicated(struct pvshim_probe *probe);
int pvshim_kvm_refuse_mwait(struct pvshim_probe *probe);

/* kvm-steal.c: reading the areas, whoever has registered them */
u64 pvshim_kvm_stolen(struct pvshim_steal_filter *filter, int cpu);
u64 pvshim_kvm_steal_clock(int cpu);
bool pvshim_kvm_vcpu_is_preempted(int cpu);
int pvshim_kvm_probe_steal(struct pvshim_probe *probe);
/* One call of unbind for each successful one of bind */
int pvshim_kvm_bind_steal(void);
void pvshim_kvm_unbind_steal(void);

/* kvm-areas.c: areas of our own, for late operations */
int pvshim_kvm_start_areas(void);
void pvshim_kvm_stop_areas(void);
/* The area of a CPU that is online and writes to it, or NULL. Preemption is off. */
struct kvm_steal_time *pvshim_kvm_own_area(int cpu);
#ifdef CONFIG_PARAVIRT_LATE
void pvshim_kvm_lost_areas(void);
#else
static inline void pvshim_kvm_lost_areas(void)
{
}
#endif

/* kvm-late.c: whether the areas in force come and go with late operations */
#ifdef CONFIG_PARAVIRT_LATE
bool pvshim_kvm_areas_are_late(void);
#else
static inline bool pvshim_kvm_areas_are_late(void)
{
	return false;
}
#endif

/* kvm-late-ops.c */
extern const struct pv_late_ops pvshim_kvm_late_ops;
int pvshim_kvm_start_flush(void);
void pvshim_kvm_stop_flush(void);
int pvshim_kvm_probe_ipi(struct pvshim_probe *probe);

#endif /* _PVSHIM_KVM_H */
