// SPDX-License-Identifier: GPL-2.0
/*
 * Provider "hyperv": guests of Hyper-V, and of other hosts that offer its interface. It
 * has no steal clock that guests use, and its reference clock has no epoch.
 */
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/string.h>

#include <asm/hypervisor.h>
#include <asm/io.h>
#include <asm/mshyperv.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "abi/cpuid.h"
#include "abi/hyperv.h"
#include "compat/msr.h"
#include "hypercall.h"
#include "hyperv.h"
#include "providers.h"

#define SPUN_LONG 1 /* turns; a host that counts takes any */

/* Hyper-V cannot aim: it chooses the virtual CPU that runs instead. */
static long long_spin_wait(void)
{
	return pvshim_hyperv_hypercall(HVCALL_NOTIFY_LONG_SPIN_WAIT |
					       HV_HYPERCALL_FAST_BIT,
				       SPUN_LONG, 0);
}

static void pvshim_hyperv_yield_to(int cpu)
{
	long_spin_wait();
}

/* The MSRs hold the first 40 bytes of the reason. */
static void pvshim_hyperv_crash_notify(const char *reason)
{
	u64 words[HV_X64_MSR_CRASH_PARAMS] = {};
	unsigned int i;

	memcpy(words, reason, strnlen(reason, sizeof(words)));
	for (i = 0; i < HV_X64_MSR_CRASH_PARAMS; i++)
		wrmsrq_safe(HV_X64_MSR_CRASH_P0 + i, words[i]);
	wrmsr_safe(HV_X64_MSR_CRASH_CTL, 0,
		   upper_32_bits(HV_CRASH_CTL_CRASH_NOTIFY));
}

/* Not all kernels export its address, but the host was told. NULL if there is none. */
static const void *kernels_page(void)
{
	union hv_x64_msr_hypercall_contents msr;

	if (x86_hyper_type != X86_HYPER_MS_HYPERV ||
	    rdmsrq_safe(HV_X64_MSR_HYPERCALL, &msr.as_uint64) || !msr.enable ||
	    !page_is_ram(msr.guest_physical_address))
		return NULL;
	return phys_to_virt(PFN_PHYS(msr.guest_physical_address));
}

static int probe_yield(struct pvshim_probe *probe)
{
	const struct pvshim_signature *sig = probe->signature;
	const void *page = kernels_page();

	if (!(sig->features & HV_MSR_HYPERCALL_AVAILABLE))
		return pvshim_refuse(probe, "it offers no hypercalls");
	if (sig->spins == PVSHIM_HYPERV_NEVER_NOTIFY)
		return pvshim_refuse(probe,
				     "it advises never to notify it of spinning");
	if (!page)
		return pvshim_refuse(probe,
				     "the kernel does not run as a guest of Hyper-V");
	if (!pvshim_hyperv_page_is_plain(page))
		return pvshim_refuse(probe,
				     "the hypercall page holds more than the instruction");
	return pvshim_hyperv_judge(probe, long_spin_wait(), "LONG_SPIN_WAIT");
}

/* What has been tried for this operation, pvshim_hypercall() may use. */
static int probe_hypercall(struct pvshim_probe *probe)
{
	int ret = probe_yield(probe);

	if (ret)
		pvshim_hypercall_gone(PVSHIM_HV_HYPERV);
	else
		pvshim_hypercall_ready(PVSHIM_HV_HYPERV);
	return ret;
}

/* Writing the MSR would notify the host; reading it tells whether it takes that. */
static int probe_crash(struct pvshim_probe *probe)
{
	u64 ctl;

	if (x86_hyper_type == X86_HYPER_MS_HYPERV)
		return pvshim_refuse(probe, "the kernel does it itself");
	if (!(probe->signature->more_features &
	      HV_FEATURE_GUEST_CRASH_MSR_AVAILABLE))
		return pvshim_refuse(probe, "it offers no crash MSRs");
	if (rdmsrq_safe(HV_X64_MSR_CRASH_CTL, &ctl))
		return pvshim_broken(probe, "reading MSR %#x faulted",
				     HV_X64_MSR_CRASH_CTL);
	if (!(ctl & HV_CRASH_CTL_CRASH_NOTIFY))
		return pvshim_broken(probe, "MSR %#x takes no notification",
				     HV_X64_MSR_CRASH_CTL);
	return 0;
}

static int hyperv_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_yield_to:
		return probe_hypercall(probe);
	case PVSHIM_OP_crash_notify:
		return probe_crash(probe);
	default:
		return pvshim_hyperv_probe_kernels(op, probe);
	}
}

static int hyperv_provider_init(struct pvshim_probe *probe)
{
	u32 version = probe->signature->version;
	int ret = pvshim_refuse_encrypted(probe);

	if (ret)
		return ret;
	snprintf(probe->version, sizeof(probe->version), "%u.%u", version >> 16,
		 version & 0xffff);
	return 0;
}

static void hyperv_provider_exit(void)
{
	pvshim_hypercall_gone(PVSHIM_HV_HYPERV);
}

static void hyperv_lost(void)
{
	hyperv_provider_exit();
	pvshim_hyperv_lost_page();
}

static const struct pvshim_ops hyperv_ops = {
	.yield_to = pvshim_hyperv_yield_to,
	.crash_notify = pvshim_hyperv_crash_notify,
	PVSHIM_KERNEL_OPS(.pv_flush_tlb_multi = pvshim_hyperv_flush_tlb_multi,
			  .pv_send_call_func_ipi =
				  pvshim_hyperv_send_call_func_ipi)
};

const struct pvshim_provider pvshim_hyperv = {
	.name = "hyperv",
	.owner = THIS_MODULE,
	.signature = PVSHIM_HYPERV_SIGNATURE,
	.rating = PVSHIM_RATING_HYPERVISOR,
	.ops = &hyperv_ops,
	.init = hyperv_provider_init,
	.probe = hyperv_probe,
	.bind = pvshim_hyperv_bind,
	.unbind = pvshim_hyperv_unbind,
	.lost = hyperv_lost,
	.exit = hyperv_provider_exit,
};
