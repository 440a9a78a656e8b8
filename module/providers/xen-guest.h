/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel's own Xen guest code has set up, seen through its exports; and what
 * the files of the provider "xen" share.
 */
#ifndef _PVSHIM_XEN_GUEST_H
#define _PVSHIM_XEN_GUEST_H

#include <xen/events.h>
#include <xen/features.h>
#include <xen/interface/features.h>
#include <xen/xen.h>

#include <pvshim/provider.h>

/**
 * pvshim_xen_kernel_has_clock - whether the kernel runs on Xen's clock
 *
 * Then it also accounts steal time by Xen's runstate, and
 * x86_platform.get_wallclock() reads Xen's wall clock, not the RTC. PV guests
 * always do; the conditions for HVM and PVH are those of
 * xen_hvm_init_time_ops() in arch/x86/xen/time.c.
 *
 * Context: any.
 * Return: true if it does.
 */
static inline bool pvshim_xen_kernel_has_clock(void)
{
	if (xen_pv_domain())
		return true;
	return xen_hvm_domain() && xen_have_vector_callback &&
	       xen_feature(XENFEAT_hvm_safe_pvclock);
}

/* xen-runstate.c, for operations of both kinds */
u64 pvshim_xen_stolen(struct pvshim_steal_filter *filter, int cpu);
bool pvshim_xen_vcpu_is_preempted(int cpu);
int pvshim_xen_probe_runstate(struct pvshim_probe *probe);

/* xen-flush.c: the kernel's own operations */
void pvshim_xen_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				unsigned long end, unsigned int stride_shift);
u64 pvshim_xen_pv_steal_clock(int cpu);
#ifdef CONFIG_PARAVIRT_LATE
int pvshim_xen_probe_kernels(enum pvshim_op op, struct pvshim_probe *probe);
#else
static inline int pvshim_xen_probe_kernels(enum pvshim_op op,
					   struct pvshim_probe *probe)
{
	return -EOPNOTSUPP;
}
#endif

#endif /* _PVSHIM_XEN_GUEST_H */
