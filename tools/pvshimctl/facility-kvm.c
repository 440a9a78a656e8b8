// SPDX-License-Identifier: GPL-2.0
/* What KVM offers: leaf base+1 (Documentation/virt/kvm/x86/cpuid.rst of Linux). */
#include <stdio.h>
#include <string.h>

#include <asm/kvm_para.h>
#include <linux/bits.h>

#include "facility.h"
#include "look.h"
#include "text.h"

#define STEAL BIT(KVM_FEATURE_STEAL_TIME)

static enum use clock(const struct guest *guest, char **why)
{
	return look_at_clock(guest, "kvm-clock", why);
}

static enum use async_pf(const struct guest *guest, char **why)
{
	if (!guest_interrupt(guest, " HYP:"))
		return USE_UNKNOWN;
	*why = format("its interrupt is in /proc/interrupts");
	return USE_YES;
}

static enum use poll_control(const struct guest *guest, char **why)
{
	if (!guest->idle)
		return USE_UNKNOWN;
	if (!strcmp(guest->idle, "haltpoll")) {
		*why = format("cpuidle's driver is haltpoll");
		return USE_YES;
	}
	*why = format("it is for cpuidle's driver haltpoll, not in use");
	return USE_NO;
}

static const struct facility list[] = {
	{
		.name = "old clock",
		.about = "the clock by its old MSRs",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_CLOCKSOURCE,
		.without = BIT(KVM_FEATURE_CLOCKSOURCE2),
		.unused = "the kernel prefers the clock by the new ones",
		.off = "no-kvmclock",
		.look = clock,
	},
	{
		.name = "no I/O delay",
		.about = "no pause is needed behind port I/O",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_NOP_IO_DELAY,
	},
	{
		.name = "clock",
		.about = "time by a page that the host keeps for each CPU",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_CLOCKSOURCE2,
		.off = "no-kvmclock",
		.look = clock,
	},
	{
		.name = "async page faults",
		.about = "the guest goes on while the host fetches a page",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_ASYNC_PF,
		.with = BIT(KVM_FEATURE_ASYNC_PF_INT),
		.off = "no-kvmapf",
		.look = async_pf,
		.msr = MSR_KVM_ASYNC_PF_EN,
	},
	{
		.name = "steal time",
		.about =
			"time for which the host ran something else, and whether a CPU is preempted",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_STEAL_TIME,
		.look = look_at_stolen,
		.msr = MSR_KVM_STEAL_TIME,
	},
	{
		.name = "EOI",
		.about =
			"an interrupt's end by a bit in memory, without an exit",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_PV_EOI,
		.msr = MSR_KVM_PV_EOI_EN,
	},
	{
		.name = "spinlocks",
		.about = "a waiter halts, and who unlocks wakes it",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_PV_UNHALT,
		.off = "nopvspin",
		.config = "PARAVIRT_SPINLOCKS",
		.needs = NEEDS_SMP | NEEDS_SHARED,
		.log = "kvm-guest: PV spinlocks enabled",
	},
	{
		.name = "TLB flush",
		.about = "preempted CPUs flush when they run again, not by IPI",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_PV_TLB_FLUSH,
		.with = STEAL,
		.needs = NEEDS_SMP | NEEDS_SHARED | NEEDS_NO_MWAIT,
		.log = "KVM setup pv remote TLB flush",
	},
	{
		.name = "async PF by exit",
		.about = "the same for a hypervisor in this guest",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_ASYNC_PF_VMEXIT,
		.with = BIT(KVM_FEATURE_ASYNC_PF_INT),
		.off = "no-kvmapf",
	},
	{
		.name = "IPI",
		.about = "one hypercall interrupts up to 128 CPUs",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_PV_SEND_IPI,
		.needs = NEEDS_SMP,
		.log = "setup PV IPIs",
	},
	{
		.name = "poll control",
		.about = "the guest polls before it halts, the host need not",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_POLL_CONTROL,
		.look = poll_control,
	},
	{
		.name = "yield",
		.about = "who interrupts a preempted CPU gives it its own time",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_PV_SCHED_YIELD,
		.with = STEAL,
		.needs = NEEDS_SMP | NEEDS_SHARED | NEEDS_NO_MWAIT,
		.log = "setup PV sched yield",
	},
	{
		.name = "async PF interrupt",
		.about = "pages that have come are told by an interrupt",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_ASYNC_PF_INT,
		.off = "no-kvmapf",
		.look = async_pf,
		.msr = MSR_KVM_ASYNC_PF_EN,
	},
	{
		.name = "15-bit APIC ids",
		.about = "interrupts of devices for more than 255 CPUs",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_MSI_EXT_DEST_ID,
		.needs = NEEDS_MANY,
	},
	{
		.name = "map pages",
		.about =
			"tells the host which pages of an encrypted guest are shared",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_HC_MAP_GPA_RANGE,
		.needs = NEEDS_ENCRYPTED,
	},
	{
		.name = "migration control",
		.about = "an encrypted guest says whether it may be moved",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_MIGRATION_CONTROL,
		.needs = NEEDS_ENCRYPTED,
	},
	{
		.name = "stable clock",
		.about = "the clock is the same on all CPUs",
		.word = BY_FEATURES,
		.bit = KVM_FEATURE_CLOCKSOURCE_STABLE_BIT,
		.off = "no-kvmclock",
	},
	{
		.name = "dedicated CPUs",
		.about =
			"a hint: the host never runs anything else on this guest's CPUs",
		.word = BY_HINTS,
		.bit = KVM_HINTS_REALTIME,
	},
};

const struct facilities facilities_kvm = {
	.hv = PVSHIM_HV_KVM,
	.facility = list,
	.nr = ARRAY_SIZE(list),
	.config = "KVM_GUEST",
	.detected = "Hypervisor detected: KVM",
	.page = "https://docs.kernel.org/virt/kvm/x86/cpuid.html",
};
