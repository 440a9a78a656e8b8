// SPDX-License-Identifier: GPL-2.0
/*
 * KVM's steal time areas. There is one for each virtual CPU, registered by the kernel or
 * by kvm-areas.c. An MSR holds its address, and reading the area costs no exit.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/percpu.h>

#include <asm/barrier.h>
#include <asm/io.h>
#include <asm/kvm_para.h>

#include <pvshim/refuse.h>

#include "compat/msr.h"
#include "kvm.h"

/* A host that is in the middle of an update is done before that. */
#define TRIES 100

static DEFINE_PER_CPU_ALIGNED(struct pvshim_steal_count, steal_counts);
struct pvshim_steal_filter pvshim_kvm_steal_filter = {
	.counts = &steal_counts,
};

/* NULL until the CPU was online once */
static DEFINE_PER_CPU(struct kvm_steal_time *, area);
static int hotplug_state;
static unsigned int users;

/*
 * The host makes the version odd, writes, and makes it even again. Both barriers pair
 * with those between its writes, in KVM's record_steal_time().
 */
static bool read_steal(const struct kvm_steal_time *from, u64 *ns)
{
	unsigned int tries;
	u32 version;

	for (tries = 0; tries < TRIES; tries++) {
		version = READ_ONCE(from->version);
		virt_rmb(); /* version, then value */
		*ns = READ_ONCE(from->steal);
		virt_rmb(); /* value, then version again */
		if (!(version & 1) && version == READ_ONCE(from->version))
			return true;
	}
	return false;
}

u64 pvshim_kvm_stolen(struct pvshim_steal_filter *filter, int cpu)
{
	const struct kvm_steal_time *from = READ_ONCE(per_cpu(area, cpu));
	u64 begun = pvshim_steal_begin();
	u64 ns;

	if (!from || !read_steal(from, &ns))
		return pvshim_steal_last(filter, cpu);
	return pvshim_steal_filter(filter, cpu, begun, ns);
}

u64 pvshim_kvm_steal_clock(int cpu)
{
	return pvshim_kvm_stolen(&pvshim_kvm_steal_filter, cpu);
}

bool pvshim_kvm_vcpu_is_preempted(int cpu)
{
	const struct kvm_steal_time *from = READ_ONCE(per_cpu(area, cpu));

	return from && READ_ONCE(from->preempted) & KVM_VCPU_PREEMPTED;
}

/* The MSR must hold an address that this kernel can have written: one of RAM. */
static bool is_area(u64 msr)
{
	u64 address = msr & KVM_STEAL_VALID_BITS;

	return msr & KVM_MSR_ENABLED && !(msr & KVM_STEAL_RESERVED_MASK) &&
	       pfn_valid(PHYS_PFN(address)) && page_is_ram(PHYS_PFN(address));
}

/* Never fails, so that the CPU comes up; without an area it has no steal time. */
static int steal_online(unsigned int cpu)
{
	u64 msr;

	if (rdmsrq_safe(MSR_KVM_STEAL_TIME, &msr) || !is_area(msr))
		return 0;
	WRITE_ONCE(per_cpu(area, cpu),
		   phys_to_virt(msr & KVM_STEAL_VALID_BITS));
	return 0;
}

int pvshim_kvm_bind_steal(void)
{
	int state;

	if (users) {
		users++;
		return 0;
	}
	state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "pvshim/kvm:steal",
				  steal_online, NULL);
	if (state < 0)
		return state;
	hotplug_state = state;
	users = 1;
	return 0;
}

void pvshim_kvm_unbind_steal(void)
{
	int cpu;

	if (--users)
		return;
	cpuhp_remove_state_nocalls(hotplug_state);
	for_each_possible_cpu(cpu)
		WRITE_ONCE(per_cpu(area, cpu), NULL);
}

/* rdmsrq_safe_on_cpu() reads the MSR on @cpu, by an IPI. */
static int probe_area(int cpu, struct pvshim_probe *probe)
{
	u64 msr;

	if (rdmsrq_safe_on_cpu(cpu, MSR_KVM_STEAL_TIME, &msr))
		return pvshim_broken(probe, "reading MSR %#x of CPU %d faulted",
				     MSR_KVM_STEAL_TIME, cpu);
	if (!(msr & KVM_MSR_ENABLED))
		return pvshim_refuse(probe,
				     "the kernel has not enabled it on CPU %d",
				     cpu);
	if (!is_area(msr))
		return pvshim_broken(probe,
				     "the area of CPU %d is at %#llx, which is not RAM",
				     cpu, msr & KVM_STEAL_VALID_BITS);
	return 0;
}

int pvshim_kvm_probe_steal(struct pvshim_probe *probe)
{
	int cpu, ret = 0;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		ret = probe_area(cpu, probe);
		if (ret)
			break;
	}
	cpus_read_unlock();
	return ret;
}
