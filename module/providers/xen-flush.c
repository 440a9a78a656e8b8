// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own operations, served by Xen. The TLB flush is one that Linux does not
 * use: HVMOP_flush_tlbs, one hypercall in place of an IPI for each CPU. Xen does not
 * wake a vCPU that does not run: it gives it a new address space tag, with which the
 * vCPU starts without old translations.
 */
#include <linux/cpumask.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include <xen/xen.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "abi/xen.h"
#include "hypercall.h"
#include "xen-guest.h"

/* For the kernel's scheduler; modules have a filter of their own. */
DEFINE_PVSHIM_STEAL_FILTER(pv_steal_filter);

static long flush_all(void)
{
	return pvshim_xen_hypercall(__HYPERVISOR_hvm_op, PVSHIM_XEN_FLUSH_TLBS,
				    0, 0, 0);
}

/* Only one CPU besides this, and it is running: it answers an IPI at once. */
static bool ipi_is_better(const struct cpumask *cpus)
{
	unsigned int self = smp_processor_id();
	unsigned int cpu = cpumask_any_but(cpus, self);

	if (cpu >= nr_cpu_ids)
		return true;
	return cpumask_weight(cpus) == 1 + cpumask_test_cpu(self, cpus) &&
	       !vcpu_is_preempted(cpu);
}

/*
 * The hypercall flushes all translations of every vCPU of the domain, and returns when
 * all that run have left the guest and come back. So it covers any @info, which modules
 * cannot read:
 *
 * 1. This CPU: it is in @cpus too if it uses the address space.
 * 2. CPUs in lazy TLB mode: by IPI the kernel skips them unless page tables were freed;
 *    here none is skipped. Their tlb_gen stays behind, like that of all CPUs which the
 *    kernel has not flushed itself, so they flush once more when they switch. That costs
 *    a little and loses nothing.
 * 3. Freed page tables: no CPU walks them by hardware any more. A lockless walker in
 *    software, which an IPI would wait for, does not rely on IPIs: this kernel frees all
 *    page tables through RCU.
 *
 * Which is better:
 *
 * =====================================  =============================================
 * one other CPU, which is running        the IPI: it disturbs no third CPU, while the
 *                                        hypercall interrupts all vCPUs that run
 * one other CPU, which is preempted      the hypercall: an IPI is answered when the
 *                                        CPU runs again
 * several other CPUs                     the hypercall
 * =====================================  =============================================
 *
 * If the hypercall fails, the kernel flushes by IPI; to flush twice does no harm.
 */
const struct cpumask *
pvshim_xen_flush_tlb_multi(const struct cpumask *cpus,
			   const struct flush_tlb_info *info)
{
	if (ipi_is_better(cpus) || flush_all())
		return cpus;
	return NULL;
}

u64 pvshim_xen_pv_steal_clock(int cpu)
{
	return pvshim_xen_stolen(&pv_steal_filter, cpu);
}

/* PV guests have no TLB of their own: the hypercall is for HVM and PVH only. */
static int probe_flush(struct pvshim_probe *probe)
{
	long ret;

	if (xen_pv_domain())
		return PVSHIM_SAY_WHY(probe, -EBUSY,
				      "the kernel flushes by MMUEXT_TLB_FLUSH_MULTI in PV guests");
	/* Does no harm: TLBs fill again. */
	ret = flush_all();
	if (ret == -PVSHIM_XEN_ENOSYS)
		return pvshim_refuse(probe, "the host has no HVMOP_flush_tlbs");
	if (ret)
		return pvshim_bad_answer(probe, ret, "HVMOP_flush_tlbs");
	return 0;
}

/*
 * A multicall of EVTCHNOP_send could serve it, but where there are event channels for
 * IPIs the kernel's own code uses them, and does not export their ports. Without that
 * code (nopv) the vCPUs have no such channels.
 */
static int probe_ipi(struct pvshim_probe *probe)
{
	if (xen_domain())
		return PVSHIM_SAY_WHY(probe, -EBUSY,
				      "the IPIs' event channels are the kernel's");
	return pvshim_refuse(probe,
			     "there are no event channels for IPIs without the kernel's own Xen code");
}

int pvshim_xen_probe_kernels(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_pv_flush_tlb_multi:
		return probe_flush(probe);
	case PVSHIM_OP_pv_send_call_func_ipi:
		return probe_ipi(probe);
	case PVSHIM_OP_pv_vcpu_is_preempted:
	case PVSHIM_OP_pv_steal_clock:
		return pvshim_xen_probe_runstate(probe);
	default:
		return -EOPNOTSUPP;
	}
}
