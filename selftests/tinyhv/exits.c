// SPDX-License-Identifier: GPL-2.0
/*
 * The loop that runs the guest. Every exit comes through the one switch here. An
 * exit that nothing in tinyhv asked for is a fault of tinyhv or of the emulator:
 * print and stop.
 */
#include "code.h"
#include "counters.h"
#include "exits.h"
#include "guest.h"
#include "steal.h"

static void handle_vmmcall(struct guest *guest)
{
	static const u8 vmmcall[] = { 0x0f, 0x01, 0xd9 };
	enum outcome outcome = REFUSED;

	count(COUNT_VMMCALL);
	if (personality->vmmcall)
		outcome = personality->vmmcall(guest);
	/* As on a CPU without SVM. */
	if (outcome == REFUSED)
		outcome = FAULT_UD;
	finish(guest, outcome,
	       instruction_length(guest, vmmcall, sizeof(vmmcall)));
}

static void handle_cpuid_exit(struct guest *guest)
{
	static const u8 opcode[] = { 0x0f, 0xa2 };
	unsigned int length = instruction_length(guest, opcode, sizeof(opcode));

	count(COUNT_CPUID);
	handle_cpuid(guest);
	finish(guest, DONE, length);
}

static void handle_exit(struct guest *guest)
{
	switch (guest->vmcb->exit_code) {
	case EXIT_CPUID:
		handle_cpuid_exit(guest);
		break;
	case EXIT_MSR:
		handle_msr(guest);
		break;
	case EXIT_IOIO:
		handle_io(guest);
		break;
	case EXIT_VMMCALL:
		handle_vmmcall(guest);
		break;
	case EXIT_EXCEPTION + VECTOR_GP:
		handle_gp(guest);
		break;
	case EXIT_INTR:
		count(COUNT_INTR);
		steal_at_interrupt(guest);
		break;
	case EXIT_IRET:
		count(COUNT_IRET);
		steal_after_interrupt(guest);
		break;
	case EXIT_INVLPGA:
	case EXIT_VMRUN:
	case EXIT_VMLOAD ... EXIT_SKINIT:
		/* CPUID says that there is no SVM. */
		count(COUNT_SVM);
		inject(guest, VECTOR_UD, false, 0);
		break;
	case EXIT_SHUTDOWN:
		unexpected(guest, "triple fault in the guest");
	case EXIT_NPF:
		unexpected(guest, "the guest touched memory that it has not");
	case EXIT_INVALID:
		unexpected(guest, "VMRUN refused the guest's state");
	default:
		unexpected(guest, "unexpected exit");
	}
}

void run_guest(struct guest *guest)
{
	for (;;) {
		steal_before_entry(guest);
		guest->vmcb->rax = guest->regs.rax;
		svm_enter((u64)guest->vmcb, &guest->regs);
		guest->regs.rax = guest->vmcb->rax;
		/* QEMU keeps the last one until the next entry: it is done. */
		guest->vmcb->event = 0;
		handle_exit(guest);
	}
}
