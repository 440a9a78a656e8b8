// SPDX-License-Identifier: GPL-2.0
/*
 * Steal time areas of our own, where the kernel's own KVM code is off (nopv) and
 * has registered none: one for each CPU, while late operations need them.
 */
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include <asm/io.h>
#include <asm/kvm_para.h>
#include <asm/msr.h>

#include "kvm.h"

#define AREAS_SIZE (nr_cpu_ids * sizeof(struct kvm_steal_time))

/*
 * One array in pages of its own: the host writes to it until it is told. Areas
 * must be aligned to 64 bytes, which is their size.
 */
static struct kvm_steal_time *areas;
static struct cpumask registered;
static int hotplug_state;
static bool starting; /* areas_online() may refuse */
static bool still_written; /* some CPU's area was not taken back */

static_assert(sizeof(struct kvm_steal_time) == 64);

struct kvm_steal_time *pvshim_kvm_own_area(int cpu)
{
	return cpumask_test_cpu(cpu, &registered) ? &areas[cpu] : NULL;
}

/* Guarded: the host may not have the MSR, whatever its feature bits say. */
static int register_area(unsigned int cpu)
{
	u64 msr;

	if (rdmsrl_safe(MSR_KVM_STEAL_TIME, &msr))
		return -EIO;
	if (msr & KVM_MSR_ENABLED)
		return -EBUSY;
	if (wrmsrl_safe(MSR_KVM_STEAL_TIME,
			virt_to_phys(&areas[cpu]) | KVM_MSR_ENABLED))
		return -EIO;
	cpumask_set_cpu(cpu, &registered);
	return 0;
}

/* A refusal fails the start, but later keeps no CPU from coming up. */
static int areas_online(unsigned int cpu)
{
	int ret = register_area(cpu);

	if (!ret)
		return 0;
	if (ret == -EBUSY)
		pr_warn("CPU %u: somebody else has registered KVM's steal time\n",
			cpu);
	else
		pr_warn("CPU %u: MSR %#x faulted\n", cpu, MSR_KVM_STEAL_TIME);
	return starting ? ret : 0;
}

/*
 * Who has asked for a flush in an area must be heard, but once the MSR is off the
 * host does not look there any more. So nobody may ask any more when it is written;
 * who is about to has preemption off. The vCPU that runs this has then been entered
 * since the last request, and flushed.
 */
static int areas_offline(unsigned int cpu)
{
	if (!cpumask_test_and_clear_cpu(cpu, &registered))
		return 0;
	synchronize_rcu();
	if (wrmsrl_safe(MSR_KVM_STEAL_TIME, 0))
		still_written = true;
	return 0;
}

/* Memory that the host may still write is lost rather than handed out. */
static void free_areas(void)
{
	if (still_written)
		pr_warn("the host does not let go of the steal time areas, leaking them\n");
	else
		free_pages_exact(areas, AREAS_SIZE);
	areas = NULL;
}

int pvshim_kvm_start_areas(void)
{
	int state;

	areas = alloc_pages_exact(AREAS_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!areas)
		return -ENOMEM;

	/* Runs on every CPU, now and when it comes; rolls back if one fails. */
	still_written = false;
	starting = true;
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "pvshim/kvm:areas",
				  areas_online, areas_offline);
	starting = false;
	if (state < 0) {
		free_areas();
		return state;
	}
	hotplug_state = state;
	return 0;
}

void pvshim_kvm_stop_areas(void)
{
	cpuhp_remove_state(hotplug_state);
	free_areas();
}
