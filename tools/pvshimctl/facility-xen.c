// SPDX-License-Identifier: GPL-2.0
/*
 * What Xen offers: leaf base+4 for HVM and PVH guests (arch-x86/cpuid.h of Xen),
 * features by the hypercall xen_version (features.h), and what is always there.
 */
#include <stdio.h>
#include <string.h>

#include "facility.h"
#include "look.h"
#include "text.h"

static enum use clock(const struct guest *guest, char **why)
{
	return look_at_clock(guest, "xen", why);
}

static enum use interrupt(const struct guest *guest, const char *name,
			  char **why)
{
	if (!guest_interrupt(guest, name))
		return USE_UNKNOWN;
	*why = format("%s is in /proc/interrupts", name);
	return USE_YES;
}

static enum use event_channels(const struct guest *guest, char **why)
{
	return interrupt(guest, "xen-", why);
}

static enum use locks(const struct guest *guest, char **why)
{
	return interrupt(guest, "spinlock0", why);
}

static enum use upcall(const struct guest *guest, char **why)
{
	return interrupt(guest, " HYP:", why);
}

static enum use timer(const struct guest *guest, char **why)
{
	if (!guest->clockevent || strcmp(guest->clockevent, "xen"))
		return USE_UNKNOWN;
	*why = format("it is the clock event device");
	return USE_YES;
}

static const struct facility list[] = {
	{
		.name = "clock",
		.about = "time by a page that the host keeps for each CPU",
		.look = clock,
	},
	{
		.name = "timer",
		.about = "one-shot timers by hypercall",
		.look = timer,
	},
	{
		.name = "steal time",
		.about =
			"runstates: time for which the host ran something else, and whether a CPU is preempted",
		.look = look_at_stolen,
	},
	{
		.name = "event channels",
		.about = "interrupts without an emulated APIC",
		.look = event_channels,
	},
	{
		.name = "spinlocks",
		.about =
			"a waiter sleeps in the host, and who unlocks wakes it",
		.off = "nopvspin",
		.config = "PARAVIRT_SPINLOCKS",
		.needs = NEEDS_SMP,
		.look = locks,
		.log = "xen: PV spinlocks enabled",
	},
	{
		.name = "TLB flush",
		.about =
			"HVMOP_flush_tlbs, one hypercall for all CPUs of HVM and PVH guests",
		.unused =
			"Linux sends IPIs; pvshim's provider xen can serve it",
	},
	{
		.name = "APIC registers",
		.about = "the CPU virtualizes the APIC's registers",
		.word = BY_FEATURES,
		.bit = 0,
	},
	{
		.name = "x2APIC",
		.about = "the CPU virtualizes accesses to the x2APIC",
		.word = BY_FEATURES,
		.bit = 1,
	},
	{
		.name = "IOMMU mappings",
		.about = "memory of other guests may be given to devices",
		.word = BY_FEATURES,
		.bit = 2,
		.unused = "Linux does not ask for it",
	},
	{
		.name = "vCPU id",
		.about = "a leaf tells the number that Xen has for a CPU",
		.word = BY_FEATURES,
		.bit = 3,
	},
	{
		.name = "domain id",
		.about = "a leaf tells the number of this guest",
		.word = BY_FEATURES,
		.bit = 4,
		.unused = "Linux does not ask for it",
	},
	{
		.name = "15-bit APIC ids",
		.about = "interrupts of devices for more than 255 CPUs",
		.word = BY_FEATURES,
		.bit = 5,
		.needs = NEEDS_MANY,
	},
	{
		.name = "upcall vector",
		.about = "each CPU has its own vector for event channels",
		.word = BY_FEATURES,
		.bit = 6,
		.off = "xen_no_vector_callback",
		.look = upcall,
	},
	{
		.name = "callback vector",
		.about =
			"event channels of HVM guests by a vector, not by a PCI interrupt",
		.word = BY_XEN_FEATURES,
		.bit = 8,
		.off = "xen_no_vector_callback",
		.look = upcall,
	},
	{
		.name = "safe clock",
		.about = "the clock is sound in HVM guests, too",
		.word = BY_XEN_FEATURES,
		.bit = 9,
		.look = clock,
	},
	{
		.name = "interrupts of devices",
		.about = "devices of HVM guests by event channels",
		.word = BY_XEN_FEATURES,
		.bit = 10,
	},
};

const struct facilities facilities_xen = {
	.hv = PVSHIM_HV_XEN,
	.facility = list,
	.nr = ARRAY_SIZE(list),
	.config = "XEN XEN_PV XEN_PVHVM XEN_PVH",
	.detected = "Hypervisor detected: Xen",
	.page = "https://xenbits.xen.org/docs/unstable/hypercall/x86_64/include,public,arch-x86,cpuid.h.html",
};
