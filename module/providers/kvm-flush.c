// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own operations, served by KVM. All but the IPI need steal time areas.
 * Where the kernel's own KVM code runs, the areas are its own, and so are flushes and
 * IPIs; steal time is to be had there if the kernel makes no use of it (no-steal-acc).
 */
#include <linux/cpumask.h>
#include <linux/kvm_para.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include <asm/apicdef.h>
#include <asm/hypervisor.h>
#include <asm/irq_vectors.h>
#include <asm/smp.h>

#include <pvshim/refuse.h>

#include "hypercall.h"
#include "kvm.h"

#define NEED_AREAS                           \
	(BIT(PVSHIM_OP_pv_flush_tlb_multi) | \
	 BIT(PVSHIM_OP_pv_vcpu_is_preempted) | BIT(PVSHIM_OP_pv_steal_clock))

/* The scheduler's view of steal time, apart from what modules were told. */
DEFINE_PVSHIM_STEAL_FILTER(pv_steal_filter);

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
const struct cpumask *
pvshim_kvm_flush_tlb_multi(const struct cpumask *cpus,
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

/* The APIC IDs that one hypercall reaches */
#define CLUSTER_SIZE 128

struct cluster {
	u64 bits[CLUSTER_SIZE / 64];
	u32 base;
	unsigned int nr;
};

static long send(const struct cluster *to)
{
	return pvshim_kvm_hypercall(KVM_HC_SEND_IPI, to->bits[0], to->bits[1],
				    to->base,
				    APIC_DM_FIXED | CALL_FUNCTION_VECTOR);
}

static void add(struct cluster *to, u32 apic_id)
{
	u32 bit = apic_id % CLUSTER_SIZE;

	to->base = apic_id - bit;
	to->bits[bit / 64] |= BIT_ULL(bit % 64);
	to->nr++;
}

/* Where one has not arrived the kernel sends all of them: twice does no harm. */
bool pvshim_kvm_send_call_func_ipi(const struct cpumask *cpus)
{
	struct cluster to = {};
	u32 apic_id;
	int cpu;

	for_each_cpu(cpu, cpus) {
		apic_id = cpu_physical_id(cpu);
		if (to.nr && apic_id - to.base >= CLUSTER_SIZE) {
			if (send(&to) != to.nr)
				return false;
			to = (struct cluster){};
		}
		add(&to, apic_id);
	}
	return !to.nr || send(&to) == to.nr;
}

u64 pvshim_kvm_pv_steal_clock(int cpu)
{
	return pvshim_kvm_stolen(&pv_steal_filter, cpu);
}

static int start_flush(void)
{
	rest = __alloc_percpu(cpumask_size(), __alignof__(struct cpumask));
	return rest ? 0 : -ENOMEM;
}

static void stop_flush(void)
{
	free_percpu(rest);
}

int pvshim_kvm_bind_kernels(enum pvshim_op op)
{
	int ret;

	if (!(NEED_AREAS & BIT(op)))
		return 0;
	ret = pvshim_kvm_get_areas();
	if (ret || op != PVSHIM_OP_pv_flush_tlb_multi)
		return ret;
	ret = start_flush();
	if (ret)
		pvshim_kvm_put_areas();
	return ret;
}

/* No call is inside any more. */
void pvshim_kvm_unbind_kernels(enum pvshim_op op)
{
	if (!(NEED_AREAS & BIT(op)))
		return;
	if (op == PVSHIM_OP_pv_flush_tlb_multi)
		stop_flush();
	pvshim_kvm_put_areas();
}

/* Where no vCPU is ever preempted there is nothing to gain. */
static int probe_flush(struct pvshim_probe *probe)
{
	if (pvshim_kvm_needs(probe, KVM_FEATURE_PV_TLB_FLUSH) ||
	    pvshim_kvm_refuse_dedicated(probe) ||
	    pvshim_kvm_refuse_mwait(probe))
		return -EOPNOTSUPP;
	return pvshim_kvm_probe_areas(probe);
}

/* To no CPU at all: that does no harm. */
static int probe_ipi(struct pvshim_probe *probe)
{
	const struct cluster none = {};
	long ret;

	if (pvshim_kvm_needs(probe, KVM_FEATURE_PV_SEND_IPI))
		return -EOPNOTSUPP;
	ret = send(&none);
	if (ret)
		return pvshim_bad_answer(probe, ret, "SEND_IPI");
	return 0;
}

int pvshim_kvm_probe_kernels(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_pv_flush_tlb_multi:
	case PVSHIM_OP_pv_send_call_func_ipi:
		if (x86_hyper_type == X86_HYPER_KVM)
			return PVSHIM_SAY_WHY(probe, -EBUSY,
					      "the kernel's own KVM code serves it");
		return op == PVSHIM_OP_pv_flush_tlb_multi ? probe_flush(probe) :
							    probe_ipi(probe);
	case PVSHIM_OP_pv_vcpu_is_preempted:
		if (pvshim_kvm_refuse_dedicated(probe))
			return -EOPNOTSUPP;
		fallthrough;
	case PVSHIM_OP_pv_steal_clock:
		return pvshim_kvm_probe_areas(probe);
	default:
		return -EOPNOTSUPP;
	}
}
