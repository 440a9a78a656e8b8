// SPDX-License-Identifier: GPL-2.0
/*
 * Late operations of the provider "hyperv": flushes and IPIs by hypercall, where the
 * kernel's own Hyper-V code is off (nopv). Where it runs it serves both itself.
 */
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/smp.h>

#include <asm/hypervisor.h>
#include <asm/io.h>
#include <asm/irq_vectors.h>
#include <asm/paravirt_late.h>

#include <pvshim/abi/cpuid.h>
#include <pvshim/abi/hyperv.h>

#include "hypercall.h"
#include "hyperv.h"
#include "refuse.h"
#include "registry.h"

#define INPUTS_SIZE (nr_cpu_ids * sizeof(struct pvshim_hyperv_flush))

static struct pvshim_hyperv_flush *inputs; /* one for each CPU */

static bool started; /* the page in force is our own */

/*
 * The host may have taken some of them off their CPUs: then it flushes when they run
 * again. Everything but global translations goes, of all address spaces, which covers
 * whatever a flush asks for; lazy CPUs and freed page tables are as in xen-late.c.
 */
static long flush(u64 vps)
{
	struct pvshim_hyperv_flush *input;
	unsigned long flags;
	long ret;

	local_irq_save(flags);
	input = &inputs[smp_processor_id()];
	*input = (struct pvshim_hyperv_flush){
		.flags = PVSHIM_HYPERV_FLUSH_ALL_SPACES |
			 PVSHIM_HYPERV_FLUSH_NON_GLOBAL,
		.vps = vps,
	};
	ret = pvshim_hyperv_hypercall(PVSHIM_HYPERV_FLUSH_SPACE,
				      virt_to_phys(input), 0);
	local_irq_restore(flags);
	return ret;
}

static long send_ipi(u64 vps)
{
	return pvshim_hyperv_hypercall(PVSHIM_HYPERV_SEND_IPI |
					       PVSHIM_HYPERV_FAST,
				       CALL_FUNCTION_VECTOR, vps);
}

/* A fault is no success either. */
static bool succeeded(long answer)
{
	return !(answer & PVSHIM_HYPERV_STATUS);
}

/* What the host has not done, the kernel does by IPI. Twice does no harm. */
static const struct cpumask *
pvshim_hyperv_late_flush_tlb_multi(const struct cpumask *cpus,
				   const struct flush_tlb_info *info)
{
	u64 vps = pvshim_hyperv_vps(cpus);

	return vps && succeeded(flush(vps)) ? NULL : cpus;
}

static bool pvshim_hyperv_late_send_call_func_ipi(const struct cpumask *cpus)
{
	u64 vps = pvshim_hyperv_vps(cpus);

	return vps && succeeded(send_ipi(vps));
}

static int late_start(u32 ops)
{
	int ret;

	inputs = alloc_pages_exact(INPUTS_SIZE, GFP_KERNEL);
	if (!inputs)
		return -ENOMEM;
	ret = pvshim_hyperv_start_page();
	if (ret)
		free_pages_exact(inputs, INPUTS_SIZE);
	started = !ret;
	return ret;
}

static void late_stop(u32 ops)
{
	started = false;
	pvshim_hyperv_stop_page();
	free_pages_exact(inputs, INPUTS_SIZE);
}

/* To this CPU: it flushes, or finds that there is nothing to call. */
static int try_op(u32 op, struct pvshim_probe *probe)
{
	bool flushes = op == PV_LATE_FLUSH_TLB_MULTI;
	long answer = 0;
	u64 self;

	self = pvshim_hyperv_vps(get_cpu_mask(get_cpu()));
	if (self)
		answer = flushes ? flush(self) : send_ipi(self);
	put_cpu();
	if (!self)
		return pvshim_refuse(probe,
				     "the host numbers this CPU above 63");
	return pvshim_hyperv_judge(probe, answer,
				   flushes ? "FLUSH_SPACE" : "SEND_IPI");
}

static int probe_with_page(u32 op, struct pvshim_probe *probe)
{
	int ret;

	if (started)
		return pvshim_hyperv_page_is_there() ?
			       try_op(op, probe) :
			       pvshim_broken(probe,
					     "the host has lost the hypercall page");
	ret = late_start(op);
	switch (ret) {
	case 0:
		ret = try_op(op, probe);
		late_stop(op);
		return ret;
	case -EIO:
		return pvshim_broken(probe, "its MSRs %#x to %#x fault",
				     PVSHIM_HYPERV_MSR_IDENTITY,
				     PVSHIM_HYPERV_MSR_VP_INDEX);
	case -EBUSY:
		return pvshim_refuse(probe,
				     "somebody has registered a hypercall page");
	case -ENOEXEC:
		return pvshim_refuse(probe,
				     "the hypercall page holds more than the instruction");
	default:
		return pvshim_refuse(probe, "setting it up failed: %d", ret);
	}
}

static int probe_op(u32 op, struct pvshim_probe *probe)
{
	const u32 needed = PVSHIM_HYPERV_HYPERCALLS | PVSHIM_HYPERV_VP_INDICES;
	const struct pvshim_signature *sig = probe->signature;
	u32 hint = op == PV_LATE_FLUSH_TLB_MULTI ? PVSHIM_HYPERV_FLUSH_BETTER :
						   PVSHIM_HYPERV_IPI_BETTER;

	if ((sig->features & needed) != needed)
		return pvshim_refuse(probe,
				     "it offers no hypercalls, or no numbers of CPUs");
	if (!(sig->hints & hint))
		return pvshim_refuse(probe, "it does not recommend it");
	if (pvshim_find_signature(&pvshim_found, PVSHIM_KVM_SIGNATURE))
		return pvshim_refuse(probe,
				     "KVM's own hypercalls would become Hyper-V's");
	return probe_with_page(op, probe);
}

static int late_probe(u32 op, struct pvshim_probe *probe)
{
	if (op == PV_LATE_STEAL_CLOCK || op == PV_LATE_VCPU_IS_PREEMPTED)
		return pvshim_refuse(probe, "Hyper-V does not tell");
	if (x86_hyper_type == X86_HYPER_MS_HYPERV)
		return PVSHIM_SAY_WHY(probe, -EBUSY,
				      "the kernel's own Hyper-V code sees to it");
	return probe_op(op, probe);
}

static const struct pv_late_ops late_ops = {
	.flush_tlb_multi = pvshim_hyperv_late_flush_tlb_multi,
	.send_call_func_ipi = pvshim_hyperv_late_send_call_func_ipi,
};

const struct pvshim_late pvshim_hyperv_late = {
	.ops = &late_ops,
	.probe = late_probe,
	.start = late_start,
	.stop = late_stop,
};
