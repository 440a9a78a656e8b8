// SPDX-License-Identifier: GPL-2.0
/* Hypervisors that do not keep what they announce. */
#include "personalities/table.h"

#define HYPERV_LEAF_INTERFACE 1
#define HYPERV_INTERFACE      0x31237648u
#define XEN_LEAF_VERSION      1
#define XEN_VERSION	      0x40011u /* 4.17 */
#define XEN_CALL_VERSION      17
#define VMWARE_MAGIC	      0x564d5868u
#define VMWARE_GETVERSION     10
#define VMWARE_GETTIMEFULL    46
#define KVM_MSR_STEAL_TIME    0x4b564d03u

static u32 calls;
static bool changed;

/* The leaves by which an interface is known beyond its signature. */
static bool identity_leaf(u32 leaf, struct leaf *out)
{
	if (leaf_above(leaf, SIGNATURE_HYPERV) == HYPERV_LEAF_INTERFACE)
		out->eax = HYPERV_INTERFACE;
	else if (leaf_above(leaf, SIGNATURE_XEN) == XEN_LEAF_VERSION)
		out->eax = XEN_VERSION;
	else
		return false;
	return true;
}

/* Whatever is asked: all bits set. The bases themselves are cpuid.c's. */
bool liar_leaf(u32 leaf, struct leaf *out)
{
	const struct signature *sig = personality->signatures;

	if (leaf == sig->base || leaf > sig->max_leaf)
		return false;
	*out = (struct leaf){ ~0u, ~0u, ~0u, ~0u };
	identity_leaf(leaf, out);
	return true;
}

bool liar_three_leaf(u32 leaf, struct leaf *out)
{
	return vmware_leaf(leaf, out) || identity_leaf(leaf, out);
}

/* #UD and #GP by turns. */
enum outcome liar_fault(struct guest *guest)
{
	return calls++ & 1 ? FAULT_GP : FAULT_UD;
}

enum outcome liar_rdmsr_fault(u32 msr, u64 *value)
{
	return FAULT_GP;
}

enum outcome liar_wrmsr_fault(struct guest *guest, u32 msr, u64 value)
{
	return FAULT_GP;
}

/* Looks random and is the same in every run. */
static u64 garbage(void)
{
	static u64 state = 0x9e3779b97f4a7c15ull;

	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return state ^ state >> 29;
}

static bool knows_the_answer(struct regs *regs)
{
	if (!(personality->variant & LIAR_KNOWS_VERSION))
		return false;
	if ((u32)regs->rax == VMWARE_MAGIC &&
	    (u16)regs->rcx == VMWARE_GETVERSION) {
		regs->rax = 6;
		regs->rbx = VMWARE_MAGIC;
		return true;
	}
	if (regs->rax == XEN_CALL_VERSION && !regs->rdi) {
		regs->rax = XEN_VERSION;
		return true;
	}
	return false;
}

/* In every register that the ABI lets it change. */
enum outcome liar_garbage(struct guest *guest)
{
	struct regs *regs = &guest->regs;

	if (knows_the_answer(regs))
		return DONE;
	if ((u32)regs->rax == VMWARE_MAGIC) {
		regs->rbx = (u32)garbage();
		regs->rcx = (u32)garbage();
		regs->rdx = (u32)garbage();
		regs->rsi = (u32)garbage();
		regs->rdi = (u32)garbage();
	}
	regs->rax = garbage();
	return DONE;
}

/* Right once, then #UD and #GP by turns. */
enum outcome liar_late_fault(struct guest *guest)
{
	return knows_the_answer(&guest->regs) ? DONE : liar_fault(guest);
}

/* VMware until it is asked for its full time: that call never returns. */
enum outcome liar_hang(struct guest *guest)
{
	if ((u32)guest->regs.rax == VMWARE_MAGIC &&
	    (u16)guest->regs.rcx == VMWARE_GETTIMEFULL) {
		print("tinyhv: a hypercall that never returns\n");
		for (;;)
			asm volatile("cli; hlt");
	}
	return vmware_vmmcall(guest);
}

/* All registers stay as they were. */
enum outcome liar_ignore(struct guest *guest)
{
	return DONE;
}

/* VMware's version as the oldest backdoors answer it: EAX stays as it was. */
enum outcome liar_half_answer(struct guest *guest)
{
	if ((u16)guest->regs.rcx == VMWARE_GETVERSION)
		guest->regs.rbx = VMWARE_MAGIC;
	return DONE;
}

/* Beside Hyper-V, and without a leaf of its own: there a CPU answers another one. */
bool liar_old_kvm_leaf(u32 leaf, struct leaf *out)
{
	if (leaf_above(leaf, SIGNATURE_KVM) == 1) {
		*out = (struct leaf){ ~0u, ~0u, ~0u, ~0u };
		return true;
	}
	return hyperv_leaf(leaf, out);
}

static u64 *numbered(struct guest *guest, u32 number)
{
	struct regs *r = &guest->regs;
	u64 *const by_number[] = {
		&r->rax, &r->rcx, &r->rdx, &r->rbx, &guest->vmcb->rsp, &r->rbp,
		&r->rsi, &r->rdi, &r->r8,  &r->r9,  &r->r10,	       &r->r11,
		&r->r12, &r->r13, &r->r14, &r->r15
	};

	return by_number[number];
}

/* The truth, and rubbish in registers that should have been kept. */
enum outcome liar_clobber(struct guest *guest)
{
	enum outcome outcome = vmware_vmmcall(guest);
	u32 i;

	for (i = 0; i < 16; i++)
		if (options.clobber & BIT(i))
			*numbered(guest, i) = garbage();
	return outcome;
}

/* Forward, back, forward, ... */
void liar_steal(u64 cycles)
{
	vmware_steal(calls++ & 1 ? cycles / 2 : cycles);
}

/* Unaligned, and in memory that is not the guest's. */
enum outcome liar_foreign_rdmsr(u32 msr, u64 *value)
{
	enum outcome outcome = kvm_rdmsr(msr, value);

	if (outcome == DONE && msr == KVM_MSR_STEAL_TIME)
		*value = (HV_START + 0x123) | 1;
	return outcome;
}

void liar_change(u8 number)
{
	changed = number;
}

/* After the change there are only zeros. */
bool liar_changing_leaf(u32 leaf, struct leaf *out)
{
	return changed || vmware_leaf(leaf, out);
}

enum outcome liar_changing_vmmcall(struct guest *guest)
{
	return changed ? REFUSED : vmware_vmmcall(guest);
}
