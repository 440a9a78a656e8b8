// SPDX-License-Identifier: GPL-2.0
/*
 * Hyper-V: identity, the hypercall page, the reference clock, frequencies and
 * the crash MSRs. Source: Hypervisor Top Level Functional Specification. There
 * is no SynIC and no VMBus.
 *
 * A real Hyper-V lays the hypercall page over the guest's memory; here the code
 * is written into it.
 */
#include "personalities/table.h"

#define LEAF_INTERFACE 1
#define LEAF_VERSION   2
#define LEAF_FEATURES  3
#define LEAF_HINTS     4
#define LEAF_LIMITS    5
#define INTERFACE      0x31237648u /* "Hv#1" */

#define FEATURE_TIME_REF  BIT(1)
#define FEATURE_HYPERCALL BIT(5)
#define FEATURE_VP_INDEX  BIT(6)
#define FEATURE_REF_TSC	  BIT(9)
#define FEATURE_FREQUENCY BIT(11)
#define MISC_FREQUENCY	  BIT(8)
#define MISC_CRASH	  BIT(10)
#define HINT_RELAXED	  BIT(5)

#define MSR_GUEST_OS_ID	   0x40000000u
#define MSR_HYPERCALL	   0x40000001u
#define MSR_VP_INDEX	   0x40000002u
#define MSR_TIME_REF	   0x40000020u
#define MSR_REF_TSC	   0x40000021u
#define MSR_TSC_FREQUENCY  0x40000022u
#define MSR_APIC_FREQUENCY 0x40000023u
#define MSR_VP_ASSIST	   0x40000073u
#define MSR_CRASH_P0	   0x40000100u
#define MSR_CRASH_CTL	   0x40000105u
#define MSR_ENABLE	   1ull
#define CRASH_NOTIFY	   BIT_ULL(63)
#define PAGE_ADDRESS(v)	   ((v) & ~0xfffull)

#define CALL_LONG_SPIN_WAIT 8
#define STATUS_INVALID_CODE 2

#define APIC_HZ 1000000000 /* QEMU's APIC timer counts nanoseconds */

struct reference_tsc {
	u32 sequence, reserved;
	u64 scale, offset;
};

static u64 guest_os_id, hypercall_msr, reference_msr, assist_msr, crash[5];

bool hyperv_leaf(u32 leaf, struct leaf *out)
{
	switch (leaf_above(leaf, SIGNATURE_HYPERV)) {
	case LEAF_INTERFACE:
		out->eax = INTERFACE;
		return true;
	case LEAF_VERSION:
		out->ebx = 10 << 16;
		return true;
	case LEAF_FEATURES:
		out->eax = options.has_features ?
				   options.features :
				   FEATURE_TIME_REF | FEATURE_HYPERCALL |
					   FEATURE_VP_INDEX | FEATURE_REF_TSC |
					   FEATURE_FREQUENCY;
		out->edx = options.has_misc ? options.misc :
					      MISC_FREQUENCY | MISC_CRASH;
		return true;
	case LEAF_HINTS:
		out->eax = options.has_hints ? options.hints : HINT_RELAXED;
		out->ebx = options.spins;
		return true;
	case LEAF_LIMITS:
		out->eax = 1;
		out->ebx = 1;
		return true;
	}
	return false;
}

static enum outcome set_hypercall_page(u64 value)
{
	static const u8 code[] = { 0x0f, 0x01, 0xd9, 0xc3 }; /* vmmcall; ret */
	void *page;

	if (!guest_os_id)
		value &= ~MSR_ENABLE;
	if (value & MSR_ENABLE) {
		page = guest_memory(PAGE_ADDRESS(value), 4096);
		if (!page)
			return FAULT_GP;
		memcpy(page, code, sizeof(code));
	}
	hypercall_msr = value;
	return DONE;
}

/* In units of 100 ns: (tsc * scale >> 64) + offset */
static enum outcome set_reference_tsc(u64 value)
{
	struct reference_tsc *page;

	if (value & MSR_ENABLE) {
		page = guest_memory(PAGE_ADDRESS(value), 4096);
		if (!page)
			return FAULT_GP;
		page->scale = div128(10000, 0, tsc_khz);
		page->offset = 0;
		page->sequence = 1;
	}
	reference_msr = value;
	return DONE;
}

static enum outcome set_crash(u64 value)
{
	if (value & CRASH_NOTIFY)
		print("tinyhv: guest crash: %lx %lx %lx %lx %lx\n", crash[0],
		      crash[1], crash[2], crash[3], crash[4]);
	return DONE;
}

enum outcome hyperv_wrmsr(struct guest *guest, u32 msr, u64 value)
{
	switch (msr) {
	case MSR_GUEST_OS_ID:
		guest_os_id = value;
		if (!value)
			hypercall_msr &= ~MSR_ENABLE;
		return DONE;
	case MSR_HYPERCALL:
		return set_hypercall_page(value);
	case MSR_REF_TSC:
		return set_reference_tsc(value);
	case MSR_VP_ASSIST:
		assist_msr = value; /* kept, and never written to */
		return DONE;
	case MSR_CRASH_P0 ... MSR_CRASH_P0 + 4:
		crash[msr - MSR_CRASH_P0] = value;
		return DONE;
	case MSR_CRASH_CTL:
		return set_crash(value);
	}
	return REFUSED;
}

enum outcome hyperv_rdmsr(u32 msr, u64 *value)
{
	switch (msr) {
	case MSR_GUEST_OS_ID:
		*value = guest_os_id;
		return DONE;
	case MSR_HYPERCALL:
		*value = hypercall_msr;
		return DONE;
	case MSR_VP_INDEX:
		*value = 0;
		return DONE;
	case MSR_TIME_REF:
		*value = cycles_to_ns(read_tsc()) / 100;
		return DONE;
	case MSR_REF_TSC:
		*value = reference_msr;
		return DONE;
	case MSR_TSC_FREQUENCY:
		*value = tsc_khz * 1000;
		return DONE;
	case MSR_APIC_FREQUENCY:
		*value = APIC_HZ;
		return DONE;
	case MSR_VP_ASSIST:
		*value = assist_msr;
		return DONE;
	case MSR_CRASH_P0 ... MSR_CRASH_P0 + 4:
		*value = crash[msr - MSR_CRASH_P0];
		return DONE;
	case MSR_CRASH_CTL:
		*value = CRASH_NOTIFY;
		return DONE;
	}
	return REFUSED;
}

/* RCX: the code in its low half; RAX: the status. */
enum outcome hyperv_vmmcall(struct guest *guest)
{
	struct regs *regs = &guest->regs;

	if (!(hypercall_msr & MSR_ENABLE))
		return REFUSED;
	regs->rax = (u16)regs->rcx == CALL_LONG_SPIN_WAIT ? 0 :
							    STATUS_INVALID_CODE;
	return DONE;
}
