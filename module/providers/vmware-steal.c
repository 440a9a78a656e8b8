// SPDX-License-Identifier: GPL-2.0
/*
 * VMware's steal clock. There is one registration per virtual CPU, so it is
 * only claimed where the kernel has no claim: where its own VMware code is not in
 * force. A claim cannot be seen from here, and asking the host would undo it, so the
 * administrator has to confirm by the parameter claim_steal that there is none.
 */
#include <linux/moduleparam.h>
#include <linux/percpu.h>

#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/tsc.h>

#include <pvshim/host-area.h>
#include <pvshim/refuse.h>

#include "clock.h"
#include "vmware.h"

static bool claim_steal;
module_param(claim_steal, bool, 0444);
MODULE_PARM_DESC(claim_steal,
		 "Take VMware's steal clock, unless the kernel's own VMware code is in force");

static DEFINE_PER_CPU_ALIGNED(struct pvshim_steal_count, steal_counts);
struct pvshim_steal_filter pvshim_vmware_steal_filter = {
	.counts = &steal_counts,
};

static long stealclock(u64 address)
{
	struct pvshim_vmware_regs regs = {
		.ecx = PVSHIM_VMWARE_STEALCLOCK,
		.esi = upper_32_bits(address),
		.edi = lower_32_bits(address),
	};

	pvshim_vmware_call(&regs);
	return pvshim_vmware_answer(&regs);
}

/* Registering the same area again changes nothing. */
static int take_area(unsigned int cpu, phys_addr_t address)
{
	return stealclock(address) == PVSHIM_VMWARE_STEAL_ENABLED ? 0 :
								    -EOPNOTSUPP;
}

static int leave_area(unsigned int cpu)
{
	return stealclock(1) == PVSHIM_VMWARE_STEAL_DISABLED ? 0 : -EIO;
}

static const struct pvshim_host_area_ops area_ops = {
	.name = "vmware: steal clock",
	.size = sizeof(struct pvshim_vmware_steal_area),
	.take = take_area,
	.leave = leave_area,
};

static struct pvshim_host_area areas = { .ops = &area_ops };

u64 pvshim_vmware_steal_clock(int cpu)
{
	const struct pvshim_vmware_steal_area *area =
		pvshim_host_area_of(&areas, cpu);
	u64 begun = pvshim_steal_begin();
	u64 ns;

	if (!area)
		return pvshim_steal_last(&pvshim_vmware_steal_filter, cpu);
	ns = pvshim_cycles_to_ns(READ_ONCE(area->clock), tsc_khz);
	return pvshim_steal_filter(&pvshim_vmware_steal_filter, cpu, begun, ns);
}

int pvshim_vmware_bind_steal(void)
{
	return pvshim_host_area_start(&areas);
}

void pvshim_vmware_unbind_steal(void)
{
	pvshim_host_area_stop(&areas);
}

void pvshim_vmware_lost_steal(void)
{
	pvshim_host_area_lost(&areas);
}

/*
 * The kernel registers on every CPU where it has found VMware and got a TSC
 * frequency from it; no-steal-acc does not change that.
 */
static bool kernel_has_it(void)
{
	return x86_hyper_type == X86_HYPER_VMWARE &&
	       boot_cpu_has(X86_FEATURE_TSC_KNOWN_FREQ);
}

/* While the steal clock is bound */
static int probe_bound(struct pvshim_probe *probe)
{
	unsigned int refused = pvshim_host_area_refresh(&areas);

	if (refused)
		return pvshim_broken(probe,
				     "the host now refuses STEALCLOCK on %u CPUs",
				     refused);
	return 0;
}

int pvshim_vmware_probe_steal(struct pvshim_probe *probe)
{
	long answer;

	if (pvshim_host_area_is_started(&areas))
		return probe_bound(probe);
	if (kernel_has_it())
		return pvshim_refuse(probe,
				     "the kernel's own VMware code has it");
	if (!claim_steal)
		return pvshim_refuse(probe,
				     "the kernel may own it; see parameter claim_steal");
	if (!tsc_khz)
		return pvshim_refuse(probe, "the TSC frequency is not known");

	/* Taking back an area that is not registered tells whether there is a clock. */
	answer = stealclock(1);
	if (answer == PVSHIM_VMWARE_STEAL_NOT_AVAILABLE ||
	    answer == PVSHIM_VMWARE_MAGIC) /* left as it was */
		return pvshim_refuse(probe, "the host has no STEALCLOCK");
	if (answer != PVSHIM_VMWARE_STEAL_DISABLED)
		return pvshim_bad_answer(probe, answer, "STEALCLOCK");
	return 0;
}
