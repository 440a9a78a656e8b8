// SPDX-License-Identifier: GPL-2.0
/*
 * VMware: CPUID leaf base+0x10 and the backdoor, by port and by VMMCALL.
 * Sources: Linux arch/x86/include/asm/vmware.h and arch/x86/kernel/cpu/vmware.c,
 * open-vm-tools backdoor_def.h.
 *
 * EAX = magic, ECX = command in its low half; what a command does not know
 * leaves all registers but EAX alone, which becomes ~0.
 */
#include "personalities/table.h"
#include "steal.h"

#define MAGIC		 0x564d5868u
#define LEAF_FREQUENCIES 0x10
#define USE_VMMCALL	 BIT(0)
#define USE_VMCALL	 BIT(1)

#define CMD_GETVERSION	 10
#define CMD_GETTIME	 23
#define CMD_MESSAGE	 30
#define CMD_GETHZ	 45
#define CMD_GETTIMEFULL	 46
#define CMD_GETVCPU_INFO 68
#define CMD_STEALCLOCK	 91

#define VERSION		6
#define PRODUCT_SERVER	2
#define BUS_KHZ		1000000 /* QEMU's APIC timer counts nanoseconds */
#define MAX_LAG_US	1000000
#define STEAL_DISABLED	0
#define STEAL_ENABLED	1
#define STEAL_AREA	64
#define STEAL_TAKE_BACK 1
#define NO_ANSWER	0xffffffffu

static u64 *steal_area;
u32 vmware_areas_taken, vmware_areas_left;

/* As announced, which need not be true. */
static u32 ways(void)
{
	if (personality->variant & VMWARE_SAYS_BOTH)
		return USE_VMMCALL | USE_VMCALL;
	if (personality->variant & VMWARE_SAYS_NONE)
		return 0;
	return personality->variant & VMWARE_VMMCALL ? USE_VMMCALL : 0;
}

bool vmware_leaf(u32 leaf, struct leaf *out)
{
	if (leaf_above(leaf, SIGNATURE_VMWARE) != LEAF_FREQUENCIES)
		return false;
	out->eax = tsc_khz;
	out->ebx = BUS_KHZ;
	out->ecx = ways();
	return true;
}

void vmware_steal(u64 cycles)
{
	if (steal_area)
		*steal_area = cycles;
}

/* ESI:EDI is the address of the area, or 1 to take it back. */
static u32 stealclock(const struct regs *regs)
{
	u64 address = regs->rsi << 32 | (u32)regs->rdi;
	u64 *area;

	if (personality->variant & VMWARE_NO_STEAL)
		return NO_ANSWER;
	if (address == STEAL_TAKE_BACK) {
		vmware_areas_left += !!steal_area;
		steal_area = NULL;
		return STEAL_DISABLED;
	}
	area = guest_memory(address, STEAL_AREA);
	if (!area || address % STEAL_AREA)
		return NO_ANSWER;
	vmware_areas_taken += !steal_area;
	steal_area = area;
	vmware_steal(counted_cycles());
	return STEAL_ENABLED;
}

static void gethz(struct regs *regs)
{
	u64 hz = tsc_khz * 1000;

	regs->rax = (u32)hz;
	regs->rbx = hz >> 32;
	regs->rcx = BUS_KHZ * 1000;
}

static void gettime(struct regs *regs, bool full)
{
	u64 us = time_of_day_us(), seconds = us / 1000000;

	if (full && personality->variant & VMWARE_NO_TIME) {
		regs->rax = NO_ANSWER;
		return;
	}
	regs->rax = full ? MAGIC : (u32)seconds;
	regs->rbx = us % 1000000;
	regs->rcx = MAX_LAG_US;
	regs->rdx = full ? (u32)seconds : 0; /* or minutes west of UTC */
	if (full)
		regs->rsi = seconds >> 32;
}

static enum outcome command(struct regs *regs)
{
	switch ((u16)regs->rcx) {
	case CMD_GETVERSION:
		regs->rax = VERSION;
		regs->rbx = MAGIC;
		regs->rcx = PRODUCT_SERVER;
		break;
	case CMD_GETHZ:
		gethz(regs);
		break;
	case CMD_GETTIME:
	case CMD_GETTIMEFULL:
		gettime(regs, (u16)regs->rcx == CMD_GETTIMEFULL);
		break;
	case CMD_GETVCPU_INFO:
		regs->rax = 0; /* no x2APIC in the emulator */
		break;
	case CMD_STEALCLOCK:
		regs->rax = stealclock(regs);
		break;
	case CMD_MESSAGE:
		vmware_message(regs);
		break;
	default:
		regs->rax = NO_ANSWER;
	}
	return DONE;
}

/* io.c has seen to the magic. */
enum outcome vmware_port(struct guest *guest)
{
	return command(&guest->regs);
}

enum outcome vmware_vmmcall(struct guest *guest)
{
	if (!(personality->variant & VMWARE_VMMCALL) ||
	    (u32)guest->regs.rax != MAGIC)
		return REFUSED;
	return command(&guest->regs);
}
