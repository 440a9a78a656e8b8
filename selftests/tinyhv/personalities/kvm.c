// SPDX-License-Identifier: GPL-2.0
/*
 * KVM: the clock, steal time, yielding and clock pairing. Sources: Linux
 * Documentation/virt/kvm/x86/{cpuid,msr,hypercalls}.rst. Features that are set
 * on the command line and are none of these fault when they are used. As VirtualBox
 * imitates it: src/VBox/VMM, VMMR3/GIMKvm.cpp and VMMAll/GIMAllKvm.cpp.
 */
#include "change.h"
#include "personalities/table.h"
#include "steal.h"

#define LEAF_FEATURES	  1
#define FEATURE_OLD_CLOCK BIT(0)
#define FEATURE_NOP_IO	  BIT(1)
#define FEATURE_CLOCK	  BIT(3)
#define FEATURE_STEAL	  BIT(5)
#define FEATURE_UNHALT	  BIT(7)
#define FEATURE_STABLE	  BIT(24)
#define DEFAULT_FEATURES \
	(FEATURE_NOP_IO | FEATURE_CLOCK | FEATURE_STEAL | FEATURE_STABLE)
#define VIRTUALBOX_FEATURES \
	(FEATURE_OLD_CLOCK | FEATURE_CLOCK | FEATURE_UNHALT | FEATURE_STABLE)

#define MSR_WALL_CLOCK	0x4b564d00u
#define MSR_SYSTEM_TIME 0x4b564d01u
#define MSR_STEAL_TIME	0x4b564d03u
#define MSR_ENABLE	1ull
#define STEAL_RESERVED	0x3eull

#define CALL_KICK_CPU	   5
#define CALL_CLOCK_PAIRING 9
#define CALL_SCHED_YIELD   11
#define KVM_ENOSYS	   1000
#define KVM_EFAULT	   14
#define KVM_EOPNOTSUPP	   95

#define CLOCK_STABLE BIT(0)

struct wall_clock {
	u32 version, seconds, ns;
};

struct system_time {
	u32 version, pad;
	u64 tsc, ns;
	u32 mul;
	u8 shift, flags, pad2[2];
};

struct steal_time {
	u64 ns;
	u32 version, flags;
	u8 preempted, pad[3];
	u32 pad2[11];
};

struct clock_pairing {
	u64 seconds, ns, tsc;
	u32 flags, pad[9];
};

static u64 wall_clock_msr, system_time_msr, steal_msr;
static struct steal_time *steal_area;

static u32 features(void)
{
	u32 word = personality->variant & KVM_VIRTUALBOX ? VIRTUALBOX_FEATURES :
							   DEFAULT_FEATURES;

	if (options.has_features)
		word = options.features;
	return word & ~change_features_off;
}

bool kvm_leaf(u32 leaf, struct leaf *out)
{
	if (leaf_above(leaf, SIGNATURE_KVM) != LEAF_FEATURES)
		return false;
	out->eax = features();
	out->edx = options.hints;
	return true;
}

void kvm_steal(u64 cycles)
{
	if (!steal_area)
		return;
	steal_area->version++;
	steal_area->ns = cycles_to_ns(cycles);
	steal_area->version++;
}

/* The wall clock at TSC 0, which is where the system time starts. */
static enum outcome set_wall_clock(u64 address)
{
	struct wall_clock *clock = guest_memory(address, sizeof(*clock));
	u64 us = time_of_day_us() - cycles_to_ns(read_tsc()) / 1000;

	if (!clock)
		return FAULT_GP;
	*clock = (struct wall_clock){ 2, us / 1000000, us % 1000000 * 1000 };
	wall_clock_msr = address;
	return DONE;
}

static enum outcome set_system_time(u64 value)
{
	struct system_time *time;
	u64 khz = tsc_khz;
	u8 shift = 0;

	system_time_msr = value;
	if (!(value & MSR_ENABLE))
		return DONE;
	time = guest_memory(value & ~MSR_ENABLE, sizeof(*time));
	if (!time)
		return FAULT_GP;
	/* ns = (cycles << shift) * mul >> 32 */
	for (; khz <= 1000000; khz *= 2)
		shift++;
	*time = (struct system_time){ .version = 2,
				      .mul = (1000000ull << 32) / khz,
				      .shift = shift,
				      .flags = CLOCK_STABLE };
	return DONE;
}

static enum outcome set_steal(u64 value)
{
	struct steal_time *area = NULL;

	if (value & STEAL_RESERVED)
		return FAULT_GP;
	if (value & MSR_ENABLE) {
		area = guest_memory(value & ~MSR_ENABLE, sizeof(*area));
		if (!area)
			return FAULT_GP;
	}
	steal_msr = value;
	steal_area = area;
	kvm_steal(counted_cycles());
	return DONE;
}

static bool offered(u32 msr)
{
	u32 needed = msr == MSR_STEAL_TIME ? FEATURE_STEAL : FEATURE_CLOCK;

	return features() & needed;
}

enum outcome kvm_wrmsr(struct guest *guest, u32 msr, u64 value)
{
	if (!offered(msr))
		return REFUSED;
	switch (msr) {
	case MSR_WALL_CLOCK:
		return set_wall_clock(value);
	case MSR_SYSTEM_TIME:
		return set_system_time(value);
	case MSR_STEAL_TIME:
		return set_steal(value);
	}
	return REFUSED;
}

enum outcome kvm_rdmsr(u32 msr, u64 *value)
{
	if (!offered(msr))
		return REFUSED;
	switch (msr) {
	case MSR_WALL_CLOCK:
		*value = wall_clock_msr;
		return DONE;
	case MSR_SYSTEM_TIME:
		*value = system_time_msr;
		return DONE;
	case MSR_STEAL_TIME:
		*value = steal_msr;
		return DONE;
	}
	return REFUSED;
}

static long clock_pairing(u64 address, u64 type)
{
	struct clock_pairing *pairing;
	u64 us = time_of_day_us();

	if (type)
		return -KVM_EOPNOTSUPP;
	pairing = guest_memory(address, sizeof(*pairing));
	if (!pairing)
		return -KVM_EFAULT;
	*pairing = (struct clock_pairing){ .seconds = us / 1000000,
					   .ns = us % 1000000 * 1000,
					   .tsc = read_tsc() };
	return 0;
}

/* No other vCPU waits: there is but one. */
enum outcome virtualbox_vmmcall(struct guest *guest)
{
	struct regs *regs = &guest->regs;

	regs->rax = regs->rax == CALL_KICK_CPU ? 0 : -(u64)KVM_ENOSYS;
	return DONE;
}

enum outcome kvm_vmmcall(struct guest *guest)
{
	struct regs *regs = &guest->regs;

	switch (regs->rax) {
	case CALL_KICK_CPU:
	case CALL_SCHED_YIELD:
		regs->rax = 0;
		break;
	case CALL_CLOCK_PAIRING:
		regs->rax = clock_pairing(regs->rbx, regs->rcx);
		break;
	default:
		regs->rax = -(u64)KVM_ENOSYS;
	}
	return DONE;
}
