// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own operations, served by KVM. All but the IPI need steal time areas.
 * Where the kernel's own KVM code runs, the areas are the kernel's, and it serves all four
 * itself, the steal clock with no-steal-acc on its command line, too.
 */
#include <linux/cpumask.h>
#include <linux/kvm_para.h>
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

/* For the kernel's scheduler; modules have a filter of their own. */
DEFINE_PVSHIM_STEAL_FILTER(pv_steal_filter);

/*
 * Ask the host to flush a CPU. It does so before it runs a preempted vCPU again whose
 * area has KVM_VCPU_FLUSH_TLB set. If it runs that vCPU meanwhile, it changes the area
 * and the exchange fails. Pairs with xchg() in KVM's record_steal_time().
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
 * The host flushes all of a vCPU's translations, which covers any range and freed page
 * tables. Walkers in software do not rely on IPIs, because this kernel frees all page
 * tables through RCU.
 */
void pvshim_kvm_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				unsigned long end, unsigned int stride_shift)
{
	int cpu;

	for_each_cpu(cpu, cpus)
		if (host_flushes(cpu))
			__cpumask_clear_cpu(cpu, cpus);
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

/* If one has not arrived the kernel sends all of them; a second one does no harm. */
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

int pvshim_kvm_bind_kernels(enum pvshim_op op)
{
	return NEED_AREAS & BIT(op) ? pvshim_kvm_get_areas() : 0;
}

/* No call is inside any more. */
void pvshim_kvm_unbind_kernels(enum pvshim_op op)
{
	if (NEED_AREAS & BIT(op))
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

/* The trial sends to no CPU at all. */
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
