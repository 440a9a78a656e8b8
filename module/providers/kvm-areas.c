// SPDX-License-Identifier: GPL-2.0
/*
 * Steal time areas of our own, where the kernel's own KVM code is off (nopv) and
 * has registered none: one for each CPU, while the kernel's operations need them.
 */
#include <linux/build_bug.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/kvm_para.h>

#include <asm/hypervisor.h>

#include <pvshim/host-area.h>
#include <pvshim/refuse.h>

#include "compat/msr.h"
#include "kvm.h"

/* Areas must be aligned to 64 bytes, which is their size. */
static_assert(sizeof(struct kvm_steal_time) == 64);

/*
 * Guarded: the host may not have the MSR, whatever its feature bits say. If it holds
 * another address, other code of this kernel has registered an area there.
 */
static int take_area(unsigned int cpu, phys_addr_t address)
{
	u64 wanted = address | KVM_MSR_ENABLED;
	u64 msr;

	if (rdmsrq_safe(MSR_KVM_STEAL_TIME, &msr))
		return -EIO;
	if (msr & KVM_MSR_ENABLED && msr != wanted)
		return -EBUSY;
	return wrmsrq_safe(MSR_KVM_STEAL_TIME, wanted) ? -EIO : 0;
}

static int leave_area(unsigned int cpu)
{
	return wrmsrq_safe(MSR_KVM_STEAL_TIME, 0);
}

static const struct pvshim_host_area_ops area_ops = {
	.name = "kvm: steal time",
	.size = sizeof(struct kvm_steal_time),
	.take = take_area,
	.leave = leave_area,
};

static struct pvshim_host_area areas = { .ops = &area_ops };
static unsigned int users;

/*
 * A CPU asks for a flush of another in that CPU's area, with preemption off, and the host
 * performs it when it enters the other CPU. No request is lost when an area goes:
 *
 * 1. The area is closed, so that no new request is made.
 * 2. A grace period ends the requests that are being made: preemption is off there.
 * 3. The other CPU itself writes its MSR. It runs, so the host has entered it since the
 *    last request, and has flushed it.
 */
struct kvm_steal_time *pvshim_kvm_own_area(int cpu)
{
	return pvshim_host_area_of(&areas, cpu);
}

bool pvshim_kvm_areas_are_own(void)
{
	return pvshim_host_area_is_started(&areas);
}

static void stop_own_areas(void)
{
	if (pvshim_kvm_areas_are_own())
		pvshim_host_area_stop(&areas);
}

static bool kernel_has_areas(void)
{
	return x86_hyper_type == X86_HYPER_KVM;
}

/* The areas are found by their MSR, the kernel's and our own alike. */
int pvshim_kvm_get_areas(void)
{
	int ret = 0;

	if (!users && !kernel_has_areas())
		ret = pvshim_host_area_start(&areas);
	if (ret)
		return ret;
	ret = pvshim_kvm_bind_steal();
	if (!ret)
		users++;
	else if (!users)
		stop_own_areas();
	return ret;
}

/* Readers of the areas stop before their writers. */
void pvshim_kvm_put_areas(void)
{
	pvshim_kvm_unbind_steal();
	if (!--users)
		stop_own_areas();
}

void pvshim_kvm_lost_areas(void)
{
	pvshim_host_area_lost(&areas);
}

static int probe_own_area(int cpu, struct pvshim_probe *probe)
{
	bool own = pvshim_kvm_areas_are_own();
	u64 msr;

	if (rdmsrq_safe_on_cpu(cpu, MSR_KVM_STEAL_TIME, &msr))
		return pvshim_broken(probe, "reading MSR %#x of CPU %d faulted",
				     MSR_KVM_STEAL_TIME, cpu);
	if (own && !(msr & KVM_MSR_ENABLED))
		return pvshim_broken(probe,
				     "the host has lost the area of CPU %d",
				     cpu);
	if (!own && msr & KVM_MSR_ENABLED)
		return pvshim_refuse(probe,
				     "other code has registered an area for CPU %d",
				     cpu);
	return 0;
}

/* Whether areas of our own can be registered; once they are, that they are. */
static int probe_own_areas(struct pvshim_probe *probe)
{
	int cpu, ret = 0;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		ret = probe_own_area(cpu, probe);
		if (ret)
			break;
	}
	cpus_read_unlock();
	return ret;
}

int pvshim_kvm_probe_areas(struct pvshim_probe *probe)
{
	if (pvshim_kvm_needs(probe, KVM_FEATURE_STEAL_TIME))
		return -EOPNOTSUPP;
	if (kernel_has_areas())
		return pvshim_kvm_probe_steal(probe);
	return probe_own_areas(probe);
}
