// SPDX-License-Identifier: GPL-2.0
/*
 * VMware's steal clock. There is one registration per virtual CPU, so it is
 * only taken where the kernel has not: where its own VMware code is not in
 * force. A claim itself cannot be seen from here, and asking the host would
 * undo it, so the administrator has to say so as well.
 */
#include <linux/cc_platform.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/reboot.h>
#include <linux/smp.h>

#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/io.h>
#include <asm/tsc.h>

#include "clock.h"
#include "refuse.h"
#include "vmware.h"

#define AREAS_SIZE (nr_cpu_ids * sizeof(struct pvshim_vmware_steal_area))

static bool claim_steal;
module_param(claim_steal, bool, 0444);
MODULE_PARM_DESC(claim_steal,
		 "Take VMware's steal clock, unless the kernel's own VMware code is in force");

static DEFINE_PER_CPU(u64, steal_last);
struct pvshim_steal_filter pvshim_vmware_steal_filter = {
	.last = &steal_last,
};

/* One array in pages of its own: the host keeps writing until it is told. */
static struct pvshim_vmware_steal_area *areas;
static int hotplug_state;
static bool binding; /* steal_online() may refuse */
static bool still_written; /* some CPU's area was not taken back */

static u32 stealclock(u64 address)
{
	struct pvshim_vmware_regs regs = {
		.ecx = PVSHIM_VMWARE_STEALCLOCK,
		.esi = upper_32_bits(address),
		.edi = lower_32_bits(address),
	};

	pvshim_vmware_hypercall(pvshim_vmware_way, &regs);
	return regs.eax;
}

u64 pvshim_vmware_steal_clock(int cpu)
{
	u64 cycles = READ_ONCE(areas[cpu].clock);

	return pvshim_steal_filter(&pvshim_vmware_steal_filter, cpu,
				   pvshim_cycles_to_ns(cycles, tsc_khz));
}

/* A refusal fails the binding, but later keeps no CPU from coming up. */
static int steal_online(unsigned int cpu)
{
	u32 answer = stealclock(virt_to_phys(&areas[cpu]));

	if (answer == PVSHIM_VMWARE_STEAL_ENABLED)
		return 0;
	pr_warn("STEALCLOCK on CPU %u answered %#x\n", cpu, answer);
	return binding ? -EOPNOTSUPP : 0;
}

static int steal_offline(unsigned int cpu)
{
	if (stealclock(1) != PVSHIM_VMWARE_STEAL_DISABLED)
		still_written = true;
	return 0;
}

static void steal_stop(void *unused)
{
	stealclock(1);
}

/* The next kernel must not find the host writing into its memory. */
static int steal_reboot(struct notifier_block *nb, unsigned long action,
			void *data)
{
	on_each_cpu(steal_stop, NULL, 1);
	return NOTIFY_DONE;
}

static struct notifier_block steal_reboot_notifier = {
	.notifier_call = steal_reboot,
};

/* Memory that the host may still write is lost rather than handed out. */
static void free_areas(void)
{
	if (still_written)
		pr_warn("the host does not let go of the steal clock areas, leaking them\n");
	else
		free_pages_exact(areas, AREAS_SIZE);
	areas = NULL;
}

int pvshim_vmware_bind_steal(void)
{
	int state;

	areas = alloc_pages_exact(AREAS_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!areas)
		return -ENOMEM;

	/* Runs on every CPU, now and when it comes; rolls back if one fails. */
	still_written = false;
	binding = true;
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "pvshim/vmware:steal",
				  steal_online, steal_offline);
	binding = false;
	if (state < 0) {
		free_areas();
		return state;
	}
	hotplug_state = state;
	register_reboot_notifier(&steal_reboot_notifier);
	return 0;
}

void pvshim_vmware_unbind_steal(void)
{
	unregister_reboot_notifier(&steal_reboot_notifier);
	cpuhp_remove_state(hotplug_state);
	free_areas();
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

static void count_refusal(void *refused)
{
	if (stealclock(virt_to_phys(&areas[smp_processor_id()])) !=
	    PVSHIM_VMWARE_STEAL_ENABLED)
		atomic_inc(refused);
}

/* While it is bound: registering the same area again changes nothing. */
static int probe_bound(struct pvshim_probe *probe)
{
	atomic_t refused = ATOMIC_INIT(0);

	on_each_cpu(count_refusal, &refused, 1);
	if (atomic_read(&refused))
		return pvshim_broken(probe,
				     "STEALCLOCK is refused on %d CPUs by now",
				     atomic_read(&refused));
	return 0;
}

int pvshim_vmware_probe_steal(struct pvshim_probe *probe)
{
	u32 answer;

	if (areas)
		return probe_bound(probe);
	if (kernel_has_it())
		return pvshim_refuse(probe,
				     "the kernel's own VMware code has it");
	if (!claim_steal)
		return pvshim_refuse(probe,
				     "the kernel may own it; see parameter claim_steal");
	if (cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT))
		return pvshim_refuse(probe,
				     "the host cannot write this guest's encrypted memory");
	if (!tsc_khz)
		return pvshim_refuse(probe, "the TSC frequency is not known");

	/* Taking back what nobody registered tells whether there is a clock. */
	answer = stealclock(1);
	if (answer == PVSHIM_VMWARE_STEAL_NOT_AVAILABLE)
		return pvshim_refuse(probe, "the host has no STEALCLOCK");
	if (answer != PVSHIM_VMWARE_STEAL_DISABLED)
		return pvshim_broken(probe, "STEALCLOCK answered %#x", answer);
	return 0;
}
