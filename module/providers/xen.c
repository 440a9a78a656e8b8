// SPDX-License-Identifier: GPL-2.0
/*
 * Provider "xen": PV, PVH and HVM guests of Xen. Everything is asked by
 * hypercall; the areas that the kernel registered (vcpu_info, runstate) stay
 * the kernel's.
 */
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/static_call.h>
#include <linux/timekeeping.h>

#include <asm/tsc.h>
#include <asm/x86_init.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "abi/cpuid.h"
#include "abi/xen.h"
#include "clock.h"
#include "hypercall.h"
#include "providers.h"
#include "xen-guest.h"

DEFINE_PVSHIM_STEAL_FILTER(xen_steal_filter);

/*
 * The kernel's reader of Xen's shared wall clock: that page is not exported,
 * the reader is, as a pointer. A static call makes it a direct call.
 */
static void no_wallclock(struct timespec64 *now)
{
	*now = (struct timespec64){};
}

DEFINE_STATIC_CALL(pvshim_xen_wallclock, no_wallclock);

static u64 pvshim_xen_steal_clock(int cpu)
{
	return pvshim_xen_stolen(&xen_steal_filter, cpu);
}

/* Xen cannot aim: it chooses the vCPU that runs next. */
static void pvshim_xen_yield_to(int cpu)
{
	pvshim_xen_hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
}

static int pvshim_xen_host_time(struct pvshim_host_time *time)
{
	struct timespec64 now;
	u64 before, after;

	preempt_disable();
	before = rdtsc_ordered();
	static_call(pvshim_xen_wallclock)(&now);
	after = rdtsc_ordered();
	preempt_enable();

	return pvshim_wall_time(now.tv_sec, now.tv_nsec, before, after, time);
}

/* Xen destroys the domain, or keeps it, as its configuration says. */
static void pvshim_xen_crash_notify(const char *reason)
{
	struct sched_shutdown how = { .reason = SHUTDOWN_crash };

	pvshim_xen_hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown,
			     (unsigned long)&how, 0, 0);
}

static int probe_yield(struct pvshim_probe *probe)
{
	long ret = pvshim_xen_hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0,
					0, 0);

	if (ret == -PVSHIM_XEN_ENOSYS)
		return pvshim_refuse(probe, "the host has no SCHEDOP_yield");
	if (ret)
		return pvshim_bad_answer(probe, ret, "SCHEDOP_yield");
	return 0;
}

/* The hypercall itself would end the guest, so the trial is a yield by the same one. */
static int probe_crash(struct pvshim_probe *probe)
{
	if (xen_domain())
		return pvshim_refuse(probe, "the kernel does it itself");
	return probe_yield(probe);
}

static int probe_host_time(struct pvshim_probe *probe)
{
	struct pvshim_host_time time;

	if (!pvshim_xen_kernel_has_clock())
		return pvshim_refuse(probe,
				     "the kernel's wall clock is the RTC, not Xen's");
	static_call_update(pvshim_xen_wallclock, x86_platform.get_wallclock);
	if (pvshim_xen_host_time(&time))
		return pvshim_broken(probe, "Xen's wall clock holds no time");
	return 0;
}

static int xen_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_steal_clock:
	case PVSHIM_OP_vcpu_is_preempted:
		return pvshim_xen_probe_runstate(probe);
	case PVSHIM_OP_yield_to:
		return probe_yield(probe);
	case PVSHIM_OP_host_time:
		return probe_host_time(probe);
	case PVSHIM_OP_crash_notify:
		return probe_crash(probe);
	default:
		return pvshim_xen_probe_kernels(op, probe);
	}
}

/* The first hypercall: it fails on a host that is not Xen. */
static int xen_provider_init(struct pvshim_probe *probe)
{
	u32 announced = probe->signature->version;
	int ret = pvshim_refuse_encrypted(probe);
	long version;

	if (ret)
		return ret;
	version = pvshim_xen_hypercall(__HYPERVISOR_xen_version, XENVER_version,
				       0, 0, 0);
	if (version == PVSHIM_HYPERCALL_FAULTED)
		return pvshim_refuse(probe, "the first hypercall faulted");
	if (version != announced)
		return pvshim_refuse(probe,
				     "xen_version answered %ld, CPUID says %u.%u",
				     version, PVSHIM_XEN_MAJOR(announced),
				     PVSHIM_XEN_MINOR(announced));

	snprintf(probe->version, sizeof(probe->version), "%u.%u",
		 PVSHIM_XEN_MAJOR(announced), PVSHIM_XEN_MINOR(announced));
	pvshim_hypercall_ready(PVSHIM_HV_XEN);
	return 0;
}

static void xen_forget(void)
{
	pvshim_hypercall_gone(PVSHIM_HV_XEN);
}

static const struct pvshim_ops xen_ops = {
	.steal_clock = pvshim_xen_steal_clock,
	.vcpu_is_preempted = pvshim_xen_vcpu_is_preempted,
	.yield_to = pvshim_xen_yield_to,
	.host_time = pvshim_xen_host_time,
	.crash_notify = pvshim_xen_crash_notify,
	PVSHIM_KERNEL_OPS(.pv_flush_tlb_multi = pvshim_xen_flush_tlb_multi,
			  .pv_vcpu_is_preempted = pvshim_xen_vcpu_is_preempted,
			  .pv_steal_clock = pvshim_xen_pv_steal_clock)
};

const struct pvshim_provider pvshim_xen = {
	.name = "xen",
	.owner = THIS_MODULE,
	.signature = PVSHIM_XEN_SIGNATURE,
	.rating = PVSHIM_RATING_HYPERVISOR,
	.ops = &xen_ops,
	.steal_filter = &xen_steal_filter,
	.init = xen_provider_init,
	.probe = xen_probe,
	.lost = xen_forget,
	.exit = xen_forget,
};
