// SPDX-License-Identifier: GPL-2.0
/*
 * What VMware offers: leaf base+0x10 (arch/x86/include/asm/vmware.h of Linux), and what
 * only a hypercall can tell.
 */
#include <stdio.h>

#include <linux/bits.h>

#include "../../module/abi/vmware.h"
#include "facility.h"
#include "look.h"
#include "text.h"

static enum use frequency(const struct guest *guest, char **why)
{
	return look_for_flag(guest, "tsc_known_freq", why);
}

static enum use reliable(const struct guest *guest, char **why)
{
	return look_for_flag(guest, "tsc_reliable", why);
}

static enum use sched_clock(const struct guest *guest, char **why)
{
	if (!guest_logged(guest, "vmware: using clock offset"))
		return USE_UNKNOWN;
	*why = format("the log has its offset");
	return USE_YES;
}

static const struct facility list[] = {
	{
		.name = "VMMCALL",
		.about = "hypercalls by that instruction, not by the port",
		.word = BY_FEATURES,
		.bit = __builtin_ctz(PVSHIM_VMWARE_USE_VMMCALL),
	},
	{
		.name = "VMCALL",
		.about = "hypercalls by that instruction, not by the port",
		.word = BY_FEATURES,
		.bit = __builtin_ctz(PVSHIM_VMWARE_USE_VMCALL),
	},
	{
		.name = "frequencies",
		.about = "of the TSC and of the APIC's timer",
		.look = frequency,
	},
	{
		.name = "reliable TSC",
		.about =
			"the same on all CPUs, so that nothing needs to watch it",
		.look = reliable,
	},
	{
		.name = "scheduler's clock",
		.about = "by the TSC at the frequency that the host tells",
		.off = "no-vmw-sched-clock",
		.config = "PARAVIRT",
		.look = sched_clock,
	},
	{
		.name = "steal clock",
		.about = "time for which the host ran something else",
		.config = "PARAVIRT",
		.look = look_at_stolen,
	},
	{
		.name = "time of day",
		.about = "the host's clock",
		.unused =
			"Linux leaves it to VMware's tools; pvshim's host_time reads it",
	},
};

const struct facilities facilities_vmware = {
	.hv = PVSHIM_HV_VMWARE,
	.facility = list,
	.nr = ARRAY_SIZE(list),
	.config = "HYPERVISOR_GUEST",
	.detected = "Hypervisor detected: VMware",
	.page = "https://knowledge.broadcom.com/external/article?legacyId=1009458",
};
