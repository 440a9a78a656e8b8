// SPDX-License-Identifier: GPL-2.0
/*
 * Late operations of the provider "kvm": which of them this guest can have, and
 * what they need. All but the IPI need steal time areas. Where the kernel's own KVM
 * code runs, the areas are its own, and so are flushes and IPIs; steal time is to be
 * had there if the kernel makes no use of it (no-steal-acc).
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>

#include <asm/hypervisor.h>
#include <asm/kvm_para.h>
#include <asm/msr.h>
#include <asm/paravirt_late.h>

#include <pvshim/abi/kvm.h>

#include "kvm.h"
#include "refuse.h"

#define NEED_AREAS                                             \
	(PV_LATE_FLUSH_TLB_MULTI | PV_LATE_VCPU_IS_PREEMPTED | \
	 PV_LATE_STEAL_CLOCK)

static bool started; /* the areas in force are our own */

bool pvshim_kvm_areas_are_late(void)
{
	return started;
}

static bool kernels_own(void)
{
	return x86_hyper_type == X86_HYPER_KVM;
}

/* The areas of others are found by their MSR, and so are our own. */
static int start_areas(void)
{
	int ret;

	if (!kernels_own()) {
		ret = pvshim_kvm_start_areas();
		if (ret)
			return ret;
		started = true;
	}
	ret = pvshim_kvm_bind_steal();
	if (ret && started) {
		started = false;
		pvshim_kvm_stop_areas();
	}
	return ret;
}

/* No call is inside any more, and readers of the areas stop before writers. */
static void stop_areas(void)
{
	pvshim_kvm_unbind_steal();
	if (!started)
		return;
	started = false;
	pvshim_kvm_stop_areas();
}

static int late_start(u32 ops)
{
	int ret = 0;

	if (ops & PV_LATE_FLUSH_TLB_MULTI)
		ret = pvshim_kvm_start_flush();
	if (ret || !(ops & NEED_AREAS))
		return ret;
	ret = start_areas();
	if (ret && ops & PV_LATE_FLUSH_TLB_MULTI)
		pvshim_kvm_stop_flush();
	return ret;
}

static void late_stop(u32 ops)
{
	if (ops & NEED_AREAS)
		stop_areas();
	if (ops & PV_LATE_FLUSH_TLB_MULTI)
		pvshim_kvm_stop_flush();
}

static int probe_own_area(int cpu, struct pvshim_probe *probe)
{
	u64 msr;

	if (rdmsrl_safe_on_cpu(cpu, MSR_KVM_STEAL_TIME, &msr))
		return pvshim_broken(probe, "reading MSR %#x of CPU %d faulted",
				     MSR_KVM_STEAL_TIME, cpu);
	if (started && !(msr & KVM_MSR_ENABLED))
		return pvshim_broken(probe,
				     "the host has lost the area of CPU %d",
				     cpu);
	if (!started && msr & KVM_MSR_ENABLED)
		return pvshim_refuse(probe,
				     "somebody has registered an area for CPU %d",
				     cpu);
	return 0;
}

/* Whether areas of our own can be registered; once they are, that they are. */
static int probe_own_areas(struct pvshim_probe *probe)
{
	int cpu, ret = 0;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		ret = probe_own_area(cpu, probe);
		if (ret)
			break;
	}
	cpus_read_unlock();
	return ret;
}

static int probe_areas(struct pvshim_probe *probe)
{
	if (pvshim_kvm_needs(probe, PVSHIM_KVM_STEAL_TIME))
		return -EOPNOTSUPP;
	if (kernels_own())
		return pvshim_kvm_probe_steal(probe);
	return probe_own_areas(probe);
}

/* Where no vCPU is ever preempted there is nothing to gain. */
static int probe_flush(struct pvshim_probe *probe)
{
	if (pvshim_kvm_needs(probe, PVSHIM_KVM_TLB_FLUSH) ||
	    pvshim_kvm_refuse_dedicated(probe) ||
	    pvshim_kvm_refuse_mwait(probe))
		return -EOPNOTSUPP;
	return probe_areas(probe);
}

static int probe_ipi(struct pvshim_probe *probe)
{
	if (pvshim_kvm_needs(probe, PVSHIM_KVM_SEND_IPI))
		return -EOPNOTSUPP;
	return pvshim_kvm_probe_ipi(probe);
}

static int late_probe(u32 op, struct pvshim_probe *probe)
{
	switch (op) {
	case PV_LATE_FLUSH_TLB_MULTI:
	case PV_LATE_SEND_CALL_FUNC_IPI:
		if (kernels_own())
			return PVSHIM_SAY_WHY(probe, -EBUSY,
					      "the kernel's own KVM code sees to it");
		return op == PV_LATE_FLUSH_TLB_MULTI ? probe_flush(probe) :
						       probe_ipi(probe);
	case PV_LATE_VCPU_IS_PREEMPTED:
		if (pvshim_kvm_refuse_dedicated(probe))
			return -EOPNOTSUPP;
		fallthrough;
	case PV_LATE_STEAL_CLOCK:
		return probe_areas(probe);
	default:
		return -EOPNOTSUPP;
	}
}

const struct pvshim_late pvshim_kvm_late = {
	.ops = &pvshim_kvm_late_ops,
	.probe = late_probe,
	.start = late_start,
	.stop = late_stop,
};
