// SPDX-License-Identifier: GPL-2.0
/* The late operations of KVM guests themselves. */
#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include <asm/apicdef.h>
#include <asm/irq_vectors.h>
#include <asm/kvm_para.h>
#include <asm/paravirt_late.h>
#include <asm/smp.h>

#include <pvshim/abi/kvm.h>

#include "hypercall.h"
#include "kvm.h"
#include "refuse.h"

/* The scheduler's view of steal time, apart from what modules were told. */
DEFINE_PVSHIM_STEAL_FILTER(late_filter);

/* What is left of the CPUs to flush; the kernel goes on with it. */
static struct cpumask __percpu *rest;

/*
 * Whether the host flushes for us: it does so before it runs a vCPU again that it
 * has taken off its CPU and that has this bit set. If it runs that vCPU meanwhile,
 * the area has changed and the exchange fails.
 */
static bool host_flushes(int cpu)
{
	struct kvm_steal_time *area = pvshim_kvm_own_area(cpu);
	u8 state = area ? READ_ONCE(area->preempted) : 0;

	return state & KVM_VCPU_PREEMPTED &&
	       try_cmpxchg(&area->preempted, &state,
			   state | KVM_VCPU_FLUSH_TLB);
}

/*
 * Any flush of a vCPU is a full one, so it does not matter what @info says: lazy
 * CPUs and freed page tables are covered. Walkers in software do not count on IPIs,
 * because this kernel frees all page tables through RCU. This CPU runs, and stays.
 */
static const struct cpumask *
pvshim_kvm_late_flush_tlb_multi(const struct cpumask *cpus,
				const struct flush_tlb_info *info)
{
	struct cpumask *left = this_cpu_ptr(rest);
	int this = smp_processor_id();
	int cpu;

	cpumask_copy(left, cpus);
	for_each_cpu(cpu, cpus)
		if (cpu != this && host_flushes(cpu))
			__cpumask_clear_cpu(cpu, left);
	return left;
}

/* One hypercall for 128 neighbours. */
struct cluster {
	u64 bits[PVSHIM_KVM_IPI_CLUSTER / 64];
	u32 base;
	unsigned int nr;
};

static long send(const struct cluster *to)
{
	return pvshim_kvm_hypercall(PVSHIM_KVM_SEND_IPI_TO, to->bits[0],
				    to->bits[1], to->base,
				    APIC_DM_FIXED | CALL_FUNCTION_VECTOR);
}

static void add(struct cluster *to, u32 apic_id)
{
	u32 bit = apic_id % PVSHIM_KVM_IPI_CLUSTER;

	to->base = apic_id - bit;
	to->bits[bit / 64] |= BIT_ULL(bit % 64);
	to->nr++;
}

/* Where one has not arrived the kernel sends all of them: twice does no harm. */
static bool pvshim_kvm_late_send_call_func_ipi(const struct cpumask *cpus)
{
	struct cluster to = {};
	u32 apic_id;
	int cpu;

	for_each_cpu(cpu, cpus) {
		apic_id = cpu_physical_id(cpu);
		if (to.nr && apic_id - to.base >= PVSHIM_KVM_IPI_CLUSTER) {
			if (send(&to) != to.nr)
				return false;
			to = (struct cluster){};
		}
		add(&to, apic_id);
	}
	return !to.nr || send(&to) == to.nr;
}

static u64 pvshim_kvm_late_steal_clock(int cpu)
{
	return pvshim_kvm_stolen(&late_filter, cpu);
}

const struct pv_late_ops pvshim_kvm_late_ops = {
	.flush_tlb_multi = pvshim_kvm_late_flush_tlb_multi,
	.send_call_func_ipi = pvshim_kvm_late_send_call_func_ipi,
	.vcpu_is_preempted = pvshim_kvm_vcpu_is_preempted,
	.steal_clock = pvshim_kvm_late_steal_clock,
};

void pvshim_kvm_stop_flush(void)
{
	free_percpu(rest);
}

int pvshim_kvm_start_flush(void)
{
	rest = __alloc_percpu(cpumask_size(), __alignof__(struct cpumask));
	return rest ? 0 : -ENOMEM;
}

/* To nobody: that does no harm. */
int pvshim_kvm_probe_ipi(struct pvshim_probe *probe)
{
	const struct cluster nobody = {};
	long ret = send(&nobody);

	if (ret)
		return pvshim_bad_answer(probe, ret, "SEND_IPI");
	return 0;
}
