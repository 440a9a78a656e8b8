// SPDX-License-Identifier: GPL-2.0
/* MSRs that exit: those of SVM, EFER because of SVM, and the personality's. */
#include "code.h"
#include "counters.h"
#include "exits.h"
#include "guest.h"

static const u8 opcode_rdmsr[] = { 0x0f, 0x32 };
static const u8 opcode_wrmsr[] = { 0x0f, 0x30 };

/* VMRUN wants EFER.SVME set; the guest, which has no SVM, sees it clear. */
static enum outcome read(struct guest *guest, u32 msr, u64 *value)
{
	switch (msr) {
	case MSR_EFER:
		*value = guest->vmcb->efer & ~(u64)EFER_SVME;
		return DONE;
	case MSR_VM_CR:
	case MSR_VM_HSAVE_PA:
	case MSR_SVM_KEY:
		return FAULT_GP;
	}
	return personality->rdmsr ? personality->rdmsr(msr, value) : REFUSED;
}

static enum outcome write(struct guest *guest, u32 msr, u64 value)
{
	switch (msr) {
	case MSR_EFER:
		if (value & EFER_SVME)
			return FAULT_GP;
		/* LMA is the CPU's, not to be written. */
		guest->vmcb->efer = (value & ~(u64)EFER_LMA) | EFER_SVME |
				    (guest->vmcb->efer & EFER_LMA);
		return DONE;
	case MSR_VM_CR:
	case MSR_VM_HSAVE_PA:
	case MSR_SVM_KEY:
		return FAULT_GP;
	}
	return personality->wrmsr ? personality->wrmsr(guest, msr, value) :
				    REFUSED;
}

void handle_msr(struct guest *guest)
{
	struct regs *regs = &guest->regs;
	bool writes = guest->vmcb->exit_info_1;
	const u8 *opcode = writes ? opcode_wrmsr : opcode_rdmsr;
	unsigned int length = instruction_length(guest, opcode, 2);
	enum outcome outcome;
	u64 value = 0;

	count(writes ? COUNT_WRMSR : COUNT_RDMSR);
	if (writes) {
		value = regs->rdx << 32 | (u32)regs->rax;
		outcome = write(guest, regs->rcx, value);
	} else {
		outcome = read(guest, regs->rcx, &value);
		if (outcome == DONE) {
			regs->rax = (u32)value;
			regs->rdx = value >> 32;
		}
	}
	finish(guest, outcome, length);
}
