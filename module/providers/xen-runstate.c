// SPDX-License-Identifier: GPL-2.0
/*
 * The runstate of Xen's vCPUs, by hypercall: how long each waited for a CPU, and whether
 * it waits now. For operations of modules and of the kernel.
 */
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/string.h>

#include <xen/xen-ops.h>

#include <pvshim/refuse.h>

#include "abi/xen.h"
#include "hypercall.h"
#include "xen-guest.h"

/*
 * Xen's number of a CPU. Without the kernel's own Xen code (nopv) the kernel has not
 * recorded it, but it is the CPU's processor ID in Xen's ACPI tables.
 */
static u32 vcpu_of(int cpu)
{
	u32 nr = per_cpu(x86_cpu_to_acpiid, cpu);

	if (xen_domain())
		return xen_vcpu_nr(cpu);
	return nr == U32_MAX ? cpu : nr;
}

/* Works for every vCPU of the guest, whatever areas the kernel has registered. */
static long get_runstate(int cpu, struct vcpu_runstate_info *info)
{
	return pvshim_xen_hypercall(__HYPERVISOR_vcpu_op,
				    VCPUOP_get_runstate_info, vcpu_of(cpu),
				    (unsigned long)info, 0);
}

/* Stolen is the time in which the vCPU waited for a CPU, or was offline. */
u64 pvshim_xen_stolen(struct pvshim_steal_filter *filter, int cpu)
{
	u64 begun = pvshim_steal_begin();
	struct vcpu_runstate_info info;

	if (get_runstate(cpu, &info))
		return pvshim_steal_last(filter, cpu);
	return pvshim_steal_filter(filter, cpu, begun,
				   info.time[RUNSTATE_runnable] +
					   info.time[RUNSTATE_offline]);
}

bool pvshim_xen_vcpu_is_preempted(int cpu)
{
	struct vcpu_runstate_info info;

	return !get_runstate(cpu, &info) && info.state == RUNSTATE_runnable;
}

#define GET_RUNSTATE "VCPUOP_get_runstate_info"
#define RUNSTATE_OF  GET_RUNSTATE " of CPU %d"

/* Has no feature bit. KVM and QEMU imitate Xen without it. */
int pvshim_xen_probe_runstate(struct pvshim_probe *probe)
{
	struct vcpu_runstate_info info;
	int cpu;
	long ret;

	for_each_online_cpu(cpu) {
		/* No valid state, in case the host writes nothing */
		memset(&info, 0xff, sizeof(info));
		ret = get_runstate(cpu, &info);
		if (ret == -PVSHIM_XEN_ENOSYS)
			return pvshim_refuse(probe,
					     "the host has no " GET_RUNSTATE);
		if (ret)
			return pvshim_bad_answer(probe, ret, RUNSTATE_OF, cpu);
		if (info.state < RUNSTATE_running ||
		    info.state > RUNSTATE_offline)
			return pvshim_broken(probe,
					     RUNSTATE_OF " gave state %d", cpu,
					     info.state);
	}
	return 0;
}
