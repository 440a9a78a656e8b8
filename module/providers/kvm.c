// SPDX-License-Identifier: GPL-2.0
/*
 * Provider "kvm": guests of Linux KVM. The steal time areas are the kernel's
 * (kvm-steal.c); yielding and the host's clock are hypercalls.
 */
#include <linux/bits.h>
#include <linux/gfp.h>
#include <linux/kvm_para.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include <asm/io.h>
#include <asm/smp.h>
#include <asm/tsc.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "abi/cpuid.h"
#include "clock.h"
#include "hypercall.h"
#include "kvm.h"
#include "providers.h"

#define STEAL_OPS \
	(BIT(PVSHIM_OP_steal_clock) | BIT(PVSHIM_OP_vcpu_is_preempted))

/* The host writes to it during the hypercall only; a page of its own. */
static struct kvm_clock_pairing *pairing;
static DEFINE_RAW_SPINLOCK(pairing_lock); /* one hypercall at a time */

static long sched_yield_to(int cpu)
{
	return pvshim_kvm_hypercall(KVM_HC_SCHED_YIELD, cpu_physical_id(cpu), 0,
				    0, 0);
}

static void pvshim_kvm_yield_to(int cpu)
{
	sched_yield_to(cpu);
}

/* The pair that the host gives must lie between our own two readings. */
static int pvshim_kvm_host_time(struct pvshim_host_time *time)
{
	struct kvm_clock_pairing pair;
	unsigned long flags;
	u64 before, after;
	long ret;

	raw_spin_lock_irqsave(&pairing_lock, flags);
	before = rdtsc_ordered();
	ret = pvshim_kvm_hypercall(KVM_HC_CLOCK_PAIRING, virt_to_phys(pairing),
				   KVM_CLOCK_PAIRING_WALLCLOCK, 0, 0);
	after = rdtsc_ordered();
	pair = *pairing;
	raw_spin_unlock_irqrestore(&pairing_lock, flags);

	if (ret == PVSHIM_HYPERCALL_FAULTED)
		return -EIO;
	if (ret)
		return -EOPNOTSUPP;
	if (pair.tsc < before || pair.tsc > after)
		return -ERANGE;
	return pvshim_wall_time(pair.sec, pair.nsec, pair.tsc, pair.tsc, time);
}

static int probe_yield(struct pvshim_probe *probe)
{
	long ret;

	if (pvshim_kvm_needs(probe, KVM_FEATURE_PV_SCHED_YIELD) ||
	    pvshim_kvm_refuse_dedicated(probe) ||
	    pvshim_kvm_refuse_mwait(probe))
		return -EOPNOTSUPP;
	ret = sched_yield_to(raw_smp_processor_id());
	if (ret)
		return pvshim_bad_answer(probe, ret, "SCHED_YIELD");
	return 0;
}

/* Has no feature bit. Hosts whose own clock is not the TSC refuse it. */
static int probe_host_time(struct pvshim_probe *probe)
{
	struct pvshim_host_time time;

	switch (pvshim_kvm_host_time(&time)) {
	case 0:
		return 0;
	case -EOPNOTSUPP:
		return pvshim_refuse(probe, "the host has no CLOCK_PAIRING");
	case -EIO:
		return pvshim_broken(probe, "CLOCK_PAIRING faulted");
	default:
		return pvshim_broken(probe, "CLOCK_PAIRING gives no time");
	}
}

static int probe_steal(struct pvshim_probe *probe)
{
	if (pvshim_kvm_needs(probe, KVM_FEATURE_STEAL_TIME))
		return -EOPNOTSUPP;
	if (pvshim_kvm_areas_are_own())
		return pvshim_refuse(probe,
				     "its areas are for the kernel's operations alone");
	return pvshim_kvm_probe_steal(probe);
}

static int kvm_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_vcpu_is_preempted:
		if (pvshim_kvm_refuse_dedicated(probe))
			return -EOPNOTSUPP;
		fallthrough;
	case PVSHIM_OP_steal_clock:
		return probe_steal(probe);
	case PVSHIM_OP_yield_to:
		return probe_yield(probe);
	case PVSHIM_OP_host_time:
		return probe_host_time(probe);
	default:
		return pvshim_kvm_probe_kernels(op, probe);
	}
}

static int kvm_bind(enum pvshim_op op)
{
	if (STEAL_OPS & BIT(op))
		return pvshim_kvm_bind_steal();
	return pvshim_kvm_bind_kernels(op);
}

static void kvm_unbind(enum pvshim_op op)
{
	if (STEAL_OPS & BIT(op))
		pvshim_kvm_unbind_steal();
	pvshim_kvm_unbind_kernels(op);
}

/* One that does nothing, which hosts that imitate KVM need not have */
static bool hypercalls_work(void)
{
	long ret = pvshim_kvm_hypercall(KVM_HC_VAPIC_POLL_IRQ, 0, 0, 0, 0);

	return !ret || ret == -KVM_ENOSYS;
}

/*
 * No hypercall tells a version; each operation makes its own trial. This one is for the
 * hypercalls of other modules.
 */
static int kvm_provider_init(struct pvshim_probe *probe)
{
	int ret = pvshim_refuse_encrypted(probe);

	if (ret)
		return ret;
	if (!pairing)
		pairing = (void *)get_zeroed_page(GFP_KERNEL);
	if (!pairing)
		return -ENOMEM;
	if (hypercalls_work())
		pvshim_hypercall_ready(PVSHIM_HV_KVM);
	else
		pvshim_hypercall_gone(PVSHIM_HV_KVM);
	return 0;
}

static void kvm_lost(void)
{
	pvshim_hypercall_gone(PVSHIM_HV_KVM);
	pvshim_kvm_lost_areas();
}

static void kvm_provider_exit(void)
{
	pvshim_hypercall_gone(PVSHIM_HV_KVM);
	free_page((unsigned long)pairing);
	pairing = NULL;
}

static const struct pvshim_ops kvm_ops = {
	.steal_clock = pvshim_kvm_steal_clock,
	.vcpu_is_preempted = pvshim_kvm_vcpu_is_preempted,
	.yield_to = pvshim_kvm_yield_to,
	.host_time = pvshim_kvm_host_time,
	PVSHIM_KERNEL_OPS(.pv_flush_tlb_multi = pvshim_kvm_flush_tlb_multi,
			  .pv_send_call_func_ipi =
				  pvshim_kvm_send_call_func_ipi,
			  .pv_vcpu_is_preempted = pvshim_kvm_vcpu_is_preempted,
			  .pv_steal_clock = pvshim_kvm_pv_steal_clock)
};

const struct pvshim_provider pvshim_kvm = {
	.name = "kvm",
	.owner = THIS_MODULE,
	.signature = PVSHIM_KVM_SIGNATURE,
	.rating = PVSHIM_RATING_HYPERVISOR,
	.ops = &kvm_ops,
	.shared = STEAL_OPS,
	.steal_filter = &pvshim_kvm_steal_filter,
	.init = kvm_provider_init,
	.probe = kvm_probe,
	.bind = kvm_bind,
	.unbind = kvm_unbind,
	.lost = kvm_lost,
	.exit = kvm_provider_exit,
};
