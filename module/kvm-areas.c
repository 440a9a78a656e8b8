// SPDX-License-Identifier: GPL-2.0
/*
 * Steal time areas of our own, where the kernel's own KVM code is off (nopv) and
 * has registered none: one for each CPU, while late operations need them.
 */
#include <linux/build_bug.h>
#include <linux/types.h>

#include <asm/kvm_para.h>
#include <asm/msr.h>

#include <pvshim/host-area.h>

#include "kvm.h"

/* Areas must be aligned to 64 bytes, which is their size. */
static_assert(sizeof(struct kvm_steal_time) == 64);

/*
 * Guarded: the host may not have the MSR, whatever its feature bits say. One with
 * another address in it is of use to other code of this kernel.
 */
static int take_area(unsigned int cpu, phys_addr_t address)
{
	u64 wanted = address | KVM_MSR_ENABLED;
	u64 msr;

	if (rdmsrl_safe(MSR_KVM_STEAL_TIME, &msr))
		return -EIO;
	if (msr & KVM_MSR_ENABLED && msr != wanted)
		return -EBUSY;
	return wrmsrl_safe(MSR_KVM_STEAL_TIME, wanted) ? -EIO : 0;
}

static int leave_area(unsigned int cpu)
{
	return wrmsrl_safe(MSR_KVM_STEAL_TIME, 0);
}

static const struct pvshim_host_area_ops area_ops = {
	.name = "kvm: steal time",
	.size = sizeof(struct kvm_steal_time),
	.take = take_area,
	.leave = leave_area,
};

static struct pvshim_host_area areas = { .ops = &area_ops };

/*
 * A flush that is asked for in an area must be heard, but the host does not look there
 * any more once the MSR is off. So the area is closed first, and the MSR is written
 * after a grace period: whoever asks has preemption off. The virtual CPU that writes it
 * has then been entered since the last request, and was flushed.
 */
struct kvm_steal_time *pvshim_kvm_own_area(int cpu)
{
	return pvshim_host_area_of(&areas, cpu);
}

int pvshim_kvm_start_areas(void)
{
	return pvshim_host_area_start(&areas);
}

void pvshim_kvm_stop_areas(void)
{
	pvshim_host_area_stop(&areas);
}

void pvshim_kvm_lost_areas(void)
{
	pvshim_host_area_lost(&areas);
}
