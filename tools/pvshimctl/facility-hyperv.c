// SPDX-License-Identifier: GPL-2.0
/*
 * What Hyper-V offers: leaves base+3 and base+4 (Hypervisor Top Level Functional
 * Specification, "Feature and interface discovery").
 */
#include <stdio.h>
#include <string.h>

#include <linux/bits.h>

#include "facility.h"
#include "look.h"
#include "text.h"

#define MSR_HYPERCALL	  0x40000001
#define MSR_REFERENCE_TSC 0x40000021
#define MSR_VP_ASSIST	  0x40000073

static enum use page_clock(const struct guest *guest, char **why)
{
	return look_at_clock(guest, "hyperv_clocksource_tsc_page", why);
}

static enum use msr_clock(const struct guest *guest, char **why)
{
	return look_at_clock(guest, "hyperv_clocksource_msr", why);
}

static enum use frequency(const struct guest *guest, char **why)
{
	return look_for_flag(guest, "tsc_known_freq", why);
}

static enum use invariant(const struct guest *guest, char **why)
{
	return look_for_flag(guest, "tsc_reliable", why);
}

static enum use messages(const struct guest *guest, char **why)
{
	if (!guest->vmbus)
		return USE_UNKNOWN;
	*why = format("the VMBus is in /sys/bus");
	return USE_YES;
}

static enum use timers(const struct guest *guest, char **why)
{
	if (!guest->clockevent ||
	    strncmp(guest->clockevent, "Hyper-V", strlen("Hyper-V")))
		return USE_UNKNOWN;
	*why = format("it is the clock event device");
	return USE_YES;
}

static const struct facility list[] = {
	{
		.name = "run time",
		.about = "how long a CPU has run",
		.word = BY_FEATURES,
		.bit = 0,
		.unused = "Linux has no use for it",
	},
	{
		.name = "clock by MSR",
		.about = "time in units of 100 ns, an exit for each reading",
		.word = BY_FEATURES,
		.bit = 1,
		.look = msr_clock,
	},
	{
		.name = "messages",
		.about = "the synthetic interrupt controller, for the VMBus",
		.word = BY_FEATURES,
		.bit = 2,
		.config = "HYPERV",
		.look = messages,
	},
	{
		.name = "timers",
		.about = "synthetic timers for each CPU",
		.word = BY_FEATURES,
		.bit = 3,
		.look = timers,
	},
	{
		.name = "APIC by MSR",
		.about = "the APIC's busiest registers as MSRs",
		.word = BY_FEATURES,
		.bit = 4,
	},
	{
		.name = "hypercalls",
		.about = "calls by a page that the host fills",
		.word = BY_FEATURES,
		.bit = 5,
		.msr = MSR_HYPERCALL,
	},
	{
		.name = "CPU index",
		.about = "the number that the host has for a CPU",
		.word = BY_FEATURES,
		.bit = 6,
		.config = "HYPERV",
	},
	{
		.name = "reset",
		.about = "restarts the guest by an MSR",
		.word = BY_FEATURES,
		.bit = 7,
		.unused = "Linux restarts in other ways",
	},
	{
		.name = "clock by page",
		.about = "the reference TSC, time without an exit",
		.word = BY_FEATURES,
		.bit = 9,
		.look = page_clock,
		.msr = MSR_REFERENCE_TSC,
	},
	{
		.name = "idle by MSR",
		.about = "a CPU waits in the host, which its spinlocks need",
		.word = BY_FEATURES,
		.bit = 10,
		.off = "hv_nopvspin",
		.config = "PARAVIRT_SPINLOCKS",
		.needs = NEEDS_CLUSTER_IPI,
		.log = "Hyper-V: PV spinlocks enabled",
	},
	{
		.name = "frequencies",
		.about = "MSRs of the TSC's and the APIC timer's frequency",
		.word = BY_FEATURES,
		.bit = 11,
		.look = frequency,
	},
	{
		.name = "reenlightenment",
		.about =
			"tells when the TSC's frequency has changed, as after a move",
		.word = BY_FEATURES,
		.bit = 13,
		.config = "KVM",
	},
	{
		.name = "invariant TSC",
		.about = "the TSC is sound, also after a move",
		.word = BY_FEATURES,
		.bit = 15,
		.look = invariant,
	},
	{
		.name = "crash MSRs",
		.about = "tell the host of a panic",
		.word = BY_MORE_FEATURES,
		.bit = 10,
		.config = "HYPERV",
	},
	{
		.name = "direct timers",
		.about = "timers by an interrupt, not by a message",
		.word = BY_MORE_FEATURES,
		.bit = 19,
		.look = timers,
	},
	{
		.name = "local TLB flush",
		.about = "the host advises hypercalls for it",
		.word = BY_HINTS,
		.bit = 1,
		.unused = "Linux flushes its own TLB by itself",
	},
	{
		.name = "remote TLB flush",
		.about = "the host advises hypercalls for it, not IPIs",
		.word = BY_HINTS,
		.bit = 2,
		.config = "HYPERV",
		.log = "Hyper-V: Using hypercall for remote TLB flush",
	},
	{
		.name = "APIC access",
		.about = "the host advises MSRs for it",
		.word = BY_HINTS,
		.bit = 3,
		.config = "HYPERV",
		.log = "Hyper-V: Using enlightened APIC",
		.msr = MSR_VP_ASSIST,
	},
	{
		.name = "relaxed timing",
		.about = "the host advises against watchdogs",
		.word = BY_HINTS,
		.bit = 5,
	},
	{
		.name = "no automatic EOI",
		.about = "the host advises against it",
		.word = BY_HINTS,
		.bit = 9,
		.config = "HYPERV",
	},
	{
		.name = "IPI",
		.about = "the host advises hypercalls for it",
		.word = BY_HINTS,
		.bit = HYPERV_CLUSTER_IPI,
		.config = "HYPERV",
		.log = "Hyper-V: Using IPI hypercalls",
	},
	{
		.name = "many CPUs",
		.about = "the host advises sparse sets of CPUs in hypercalls",
		.word = BY_HINTS,
		.bit = 11,
		.config = "HYPERV",
	},
	{
		.name = "nested",
		.about = "the host is itself a guest",
		.word = BY_HINTS,
		.bit = 12,
	},
	{
		.name = "enlightened VMCS",
		.about = "for a hypervisor in this guest",
		.word = BY_HINTS,
		.bit = 14,
		.config = "KVM",
	},
};

const struct facilities facilities_hyperv = {
	.hv = PVSHIM_HV_HYPERV,
	.facility = list,
	.nr = ARRAY_SIZE(list),
	.config = "HYPERV HYPERVISOR_GUEST",
	.detected = "Hypervisor detected: Microsoft Hyper-V",
	.page = "https://learn.microsoft.com/en-us/virtualization/hyper-v-on-windows/tlfs/feature-discovery",
};
