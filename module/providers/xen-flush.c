// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own operations, served by Xen. The TLB flush is one that Linux does not
 * use: HVMOP_flush_tlbs, one hypercall in place of an IPI for each CPU. Xen does not
 * wake a vCPU that does not run: it gives it a new address space tag, with which the
 * vCPU starts without old translations.
 */
#include <linux/cpumask.h>
#include <linux/sched.h>

#include <xen/xen.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "abi/xen.h"
#include "compat/preempted.h"
#include "hypercall.h"
#include "xen-guest.h"

/* For the kernel's scheduler; modules have a filter of their own. */
DEFINE_PVSHIM_STEAL_FILTER(pv_steal_filter);

static long flush_all(void)
{
	return pvshim_xen_hypercall(__HYPERVISOR_hvm_op, PVSHIM_XEN_FLUSH_TLBS,
				    0, 0, 0);
}

/* Where the kernel cannot tell, Xen is asked. */
static bool is_preempted(int cpu)
{
	return pvshim_kernel_tells_preempted() ?
		       vcpu_is_preempted(cpu) :
		       pvshim_xen_vcpu_is_preempted(cpu);
}

static bool any_is_preempted(const struct cpumask *cpus)
{
	int cpu;

	for_each_cpu(cpu, cpus)
		if (is_preempted(cpu))
			return true;
	return false;
}

/*
 * The hypercall flushes all translations of every vCPU of the domain, and returns when
 * all that run have left the guest and come back. So it covers any range, and freed page
 * tables, too: no CPU walks them by hardware any more. A lockless walker in software, which
 * an IPI would wait for, does not rely on IPIs: this kernel frees all page tables through
 * RCU. The other CPUs' tlb_gen stays behind, so they flush once more when they switch. That
 * costs a little and loses nothing.
 *
 * Which is better:
 *
 * ============================  ========================================================
 * all of the CPUs are running   the IPI: they answer at once, and no other CPU is
 *                               disturbed, while the hypercall interrupts all that run
 * one is preempted              the hypercall: an IPI is answered when the CPU runs again
 * ============================  ========================================================
 *
 * If the hypercall fails, the kernel flushes by IPI; to flush twice does no harm.
 */
void pvshim_xen_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				unsigned long end, unsigned int stride_shift)
{
	if (any_is_preempted(cpus) && !flush_all())
		cpumask_clear(cpus);
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
	/* An older one pauses all vCPUs for it, and waits until they have stopped. */
	if (probe->signature->version < PVSHIM_XEN_VERSION(4, 14))
		return pvshim_refuse(probe,
				     "Xen before 4.14 stops all vCPUs for it");
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
