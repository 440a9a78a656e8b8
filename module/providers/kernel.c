// SPDX-License-Identifier: GPL-2.0
/*
 * Provider "kernel": what the kernel's own guest code maintains already. It is
 * read, never registered again, and costs no exit.
 */
#include <linux/kernel_stat.h>
#include <linux/kvm_para.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include <asm/hypervisor.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "compat/msr.h"
#include "compat/preempted.h"
#include "providers.h"
#include "xen-guest.h"

DEFINE_PVSHIM_STEAL_FILTER(kernel_steal_filter);

/* The scheduler adds to it at ticks, so it lags by up to one. */
static u64 pvshim_kernel_steal_clock(int cpu)
{
	u64 begun = pvshim_steal_begin();
	u64 ns = READ_ONCE(kcpustat_cpu(cpu).cpustat[CPUTIME_STEAL]);

	return pvshim_steal_filter(&kernel_steal_filter, cpu, begun, ns);
}

static bool pvshim_kernel_vcpu_is_preempted(int cpu)
{
	return vcpu_is_preempted(cpu);
}

static bool any_steal_seen(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (kcpustat_cpu(cpu).cpustat[CPUTIME_STEAL])
			return true;
	return false;
}

static int probe_kvm_steal(struct pvshim_probe *probe)
{
	u64 area;

	/* Hosts that do not offer it need not have the MSR: VirtualBox. */
	if (rdmsrq_safe(MSR_KVM_STEAL_TIME, &area))
		area = 0;
	if (!(area & KVM_MSR_ENABLED))
		return pvshim_refuse(probe,
				     "the kernel has not enabled KVM's steal time");
	return 0;
}

/*
 * Whether the kernel accounts steal time is not exported, but it shows:
 *
 * ==========  =============================================
 * hypervisor  the kernel accounts steal time if
 * ==========  =============================================
 * Xen         it runs on Xen's clock
 * KVM         it has enabled the MSR of steal time
 * VMware      some has been accounted
 * others      never
 * ==========  =============================================
 *
 * Time that has been accounted says nothing elsewhere: a module may have served the
 * kernel's steal clock for a while, also this one before it was loaded again.
 */
static int probe_steal(struct pvshim_probe *probe)
{
	switch (x86_hyper_type) {
	case X86_HYPER_XEN_PV:
	case X86_HYPER_XEN_HVM:
		if (pvshim_xen_kernel_has_clock())
			return 0;
		return pvshim_refuse(probe,
				     "the kernel runs without Xen's clock");
	case X86_HYPER_KVM:
		return probe_kvm_steal(probe);
	case X86_HYPER_VMWARE:
		if (probe->bound & PVSHIM_KERNEL_OP_BIT(steal_clock))
			return pvshim_refuse(probe,
					     "pvshim serves the kernel's steal clock");
		if (any_steal_seen())
			return 0;
		return pvshim_refuse(probe, "the kernel has accounted none");
	default:
		return pvshim_refuse(probe,
				     "the kernel has no steal clock for this host");
	}
}

/* A form of the kernel's that always returns the same is as good as none. */
static int probe_preempted(struct pvshim_probe *probe)
{
	if (probe->bound & PVSHIM_KERNEL_OP_BIT(vcpu_is_preempted))
		return pvshim_refuse(probe,
				     "pvshim serves the kernel's vcpu_is_preempted()");
	if (!pvshim_kernel_tells_preempted())
		return pvshim_refuse(probe, "the kernel uses its native form");
	if (x86_hyper_type == X86_HYPER_MS_HYPERV)
		return pvshim_refuse(probe,
				     "the kernel's form for Hyper-V is a constant");
	if (x86_hyper_type == X86_HYPER_KVM &&
	    kvm_para_has_hint(KVM_HINTS_REALTIME))
		return pvshim_refuse(probe,
				     "the host dedicates CPUs to this guest");
	return 0;
}

static int kernel_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_steal_clock:
		return probe_steal(probe);
	case PVSHIM_OP_vcpu_is_preempted:
		return probe_preempted(probe);
	default:
		return -EOPNOTSUPP;
	}
}

static const struct pvshim_ops kernel_ops = {
	.steal_clock = pvshim_kernel_steal_clock,
	.vcpu_is_preempted = pvshim_kernel_vcpu_is_preempted,
};

const struct pvshim_provider pvshim_kernel = {
	.name = "kernel",
	.owner = THIS_MODULE,
	.rating = PVSHIM_RATING_KERNEL,
	.ops = &kernel_ops,
	.steal_filter = &kernel_steal_filter,
	.probe = kernel_probe,
};
