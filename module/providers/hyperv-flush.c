// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own operations, served by Hyper-V: flushes and IPIs by hypercall, where
 * the kernel's own Hyper-V code is off (nopv). Where it runs it serves both itself.
 */
#include <linux/build_bug.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/smp.h>

#include <asm/hypervisor.h>
#include <asm/io.h>
#include <asm/irq_vectors.h>
#include <asm/mshyperv.h>

#include <pvshim/refuse.h>

#include "abi/cpuid.h"
#include "hypercall.h"
#include "hyperv.h"
#include "machine.h"

#define NEED_PAGE                            \
	(BIT(PVSHIM_OP_pv_flush_tlb_multi) | \
	 BIT(PVSHIM_OP_pv_send_call_func_ipi))

/* A power of two, so that no input crosses a page */
#define INPUT_SIZE  32
#define INPUTS_SIZE (nr_cpu_ids * INPUT_SIZE)

static_assert(sizeof(struct hv_tlb_flush) <= INPUT_SIZE);

static void *inputs; /* of hypercalls, one for each CPU */

/* Operations and trials that use the page and the inputs */
static unsigned int users;

/*
 * A virtual CPU that does not run is flushed by the host before it runs again. All
 * translations but global ones are flushed, of all address spaces, which covers any range;
 * for freed page tables see xen-flush.c.
 */
static long flush(u64 vps)
{
	struct hv_tlb_flush *input;
	unsigned long flags;
	long ret;

	local_irq_save(flags);
	input = inputs + smp_processor_id() * INPUT_SIZE;
	*input = (struct hv_tlb_flush){
		.flags = HV_FLUSH_ALL_VIRTUAL_ADDRESS_SPACES |
			 HV_FLUSH_NON_GLOBAL_MAPPINGS_ONLY,
		.processor_mask = vps,
	};
	ret = pvshim_hyperv_hypercall(HVCALL_FLUSH_VIRTUAL_ADDRESS_SPACE,
				      virt_to_phys(input), 0);
	local_irq_restore(flags);
	return ret;
}

static long send_ipi(u64 vps)
{
	return pvshim_hyperv_hypercall(HVCALL_SEND_IPI | HV_HYPERCALL_FAST_BIT,
				       CALL_FUNCTION_VECTOR, vps);
}

/* Also false for PVSHIM_HYPERCALL_FAULTED */
static bool succeeded(long answer)
{
	return !(answer & HV_HYPERCALL_RESULT_MASK);
}

/* The kernel flushes by IPI if the host has not; to flush twice does no harm. */
void pvshim_hyperv_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				   unsigned long end, unsigned int stride_shift)
{
	u64 vps = pvshim_hyperv_vps(cpus);

	if (vps && succeeded(flush(vps)))
		cpumask_clear(cpus);
}

bool pvshim_hyperv_send_call_func_ipi(const struct cpumask *cpus)
{
	u64 vps = pvshim_hyperv_vps(cpus);

	return vps && succeeded(send_ipi(vps));
}

static int get_page_and_inputs(void)
{
	int ret;

	if (users++)
		return 0;
	ret = -ENOMEM;
	inputs = alloc_pages_exact(INPUTS_SIZE, GFP_KERNEL);
	if (inputs)
		ret = pvshim_hyperv_start_page();
	if (!ret)
		return 0;
	users--;
	if (inputs)
		free_pages_exact(inputs, INPUTS_SIZE);
	return ret;
}

static void put_page_and_inputs(void)
{
	if (--users)
		return;
	pvshim_hyperv_stop_page();
	free_pages_exact(inputs, INPUTS_SIZE);
}

int pvshim_hyperv_bind(enum pvshim_op op)
{
	return NEED_PAGE & BIT(op) ? get_page_and_inputs() : 0;
}

void pvshim_hyperv_unbind(enum pvshim_op op)
{
	if (NEED_PAGE & BIT(op))
		put_page_and_inputs();
}

/* To this CPU: it flushes, or finds that there is nothing to call. */
static int try_op(enum pvshim_op op, struct pvshim_probe *probe)
{
	bool flushes = op == PVSHIM_OP_pv_flush_tlb_multi;
	long answer = 0;
	u64 self;

	self = pvshim_hyperv_vps(get_cpu_mask(get_cpu()));
	if (self)
		answer = flushes ? flush(self) : send_ipi(self);
	put_cpu();
	if (!self)
		return pvshim_refuse(probe,
				     "the VP index of this CPU is above 63");
	return pvshim_hyperv_judge(probe, answer,
				   flushes ? "FLUSH_VIRTUAL_ADDRESS_SPACE" :
					     "SEND_IPI");
}

static int refuse_page(struct pvshim_probe *probe, int error)
{
	switch (error) {
	case -EIO:
		return pvshim_broken(probe, "its MSRs %#x to %#x fault",
				     HV_X64_MSR_GUEST_OS_ID,
				     HV_X64_MSR_VP_INDEX);
	case -EBUSY:
		return pvshim_refuse(probe,
				     "other code has registered a hypercall page");
	case -ENOEXEC:
		return pvshim_refuse(probe,
				     "the hypercall page holds more than the instruction");
	default:
		return pvshim_refuse(probe, "setting it up failed: %d", error);
	}
}

static int probe_with_page(enum pvshim_op op, struct pvshim_probe *probe)
{
	int ret;

	if (users && !pvshim_hyperv_page_is_there())
		return pvshim_broken(probe,
				     "the host has lost the hypercall page");
	ret = get_page_and_inputs();
	if (ret)
		return refuse_page(probe, ret);
	ret = try_op(op, probe);
	put_page_and_inputs();
	return ret;
}

static int probe_op(enum pvshim_op op, struct pvshim_probe *probe)
{
	const u32 needed = HV_MSR_HYPERCALL_AVAILABLE |
			   HV_MSR_VP_INDEX_AVAILABLE;
	const struct pvshim_signature *sig = probe->signature;
	u32 hint = op == PVSHIM_OP_pv_flush_tlb_multi ?
			   HV_X64_REMOTE_TLB_FLUSH_RECOMMENDED :
			   HV_X64_CLUSTER_IPI_RECOMMENDED;

	if ((sig->features & needed) != needed)
		return pvshim_refuse(probe,
				     "it offers no hypercalls, or no VP indices");
	if (!(sig->hints & hint))
		return pvshim_refuse(probe, "the host does not recommend it");
	if (pvshim_find_signature(&pvshim_found, PVSHIM_KVM_SIGNATURE))
		return pvshim_refuse(probe,
				     "KVM's own hypercalls would become Hyper-V's");
	return probe_with_page(op, probe);
}

int pvshim_hyperv_probe_kernels(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_pv_flush_tlb_multi:
	case PVSHIM_OP_pv_send_call_func_ipi:
		if (x86_hyper_type == X86_HYPER_MS_HYPERV)
			return PVSHIM_SAY_WHY(probe, -EBUSY,
					      "the kernel's own Hyper-V code serves it");
		return probe_op(op, probe);
	case PVSHIM_OP_pv_vcpu_is_preempted:
	case PVSHIM_OP_pv_steal_clock:
		return pvshim_refuse(probe, "Hyper-V has no interface for it");
	default:
		return -EOPNOTSUPP;
	}
}
