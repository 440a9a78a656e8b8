// SPDX-License-Identifier: GPL-2.0
/*
 * Every exit comes through the one switch here. An exit that nothing in tinyhv
 * asked for is a fault of tinyhv or of the emulator: print and stop.
 */
#include "counters.h"
#include "personality.h"
#include "steal.h"
#include "svm.h"

static void print_state(const struct guest *guest)
{
	const struct vmcb *v = guest->vmcb;
	const struct regs *r = &guest->regs;

	print("exit %lx info %lx %lx interrupted %lx cpl %u\n", v->exit_code,
	      v->exit_info_1, v->exit_info_2, v->exit_interrupt_info, v->cpl);
	print("rip %x:%lx rsp %lx rflags %lx efer %lx\n", v->cs.selector,
	      v->rip, v->rsp, v->rflags, v->efer);
	print("cr0 %lx cr2 %lx cr3 %lx cr4 %lx\n", v->cr0, v->cr2, v->cr3,
	      v->cr4);
	print("rax %lx rbx %lx rcx %lx rdx %lx\n", r->rax, r->rbx, r->rcx,
	      r->rdx);
	print("rsi %lx rdi %lx rbp %lx r8 %lx\n", r->rsi, r->rdi, r->rbp,
	      r->r8);
	print("r9 %lx r10 %lx r11 %lx r12 %lx\n", r->r9, r->r10, r->r11,
	      r->r12);
	print("r13 %lx r14 %lx r15 %lx\n", r->r13, r->r14, r->r15);
}

static void print_code(struct guest *guest)
{
	u8 code;
	u32 i;

	print("code");
	for (i = 0; i < 16; i++) {
		if (!read_code(guest, guest->vmcb->rip + i, &code, 1)) {
			print(" ?");
			break;
		}
		print(" %02x", code);
	}
	print("\n");
}

void unexpected(struct guest *guest, const char *what)
{
	print_state(guest);
	print_code(guest);
	print_counters();
	fatal("%s", what);
}

/* The guest finds the exception as if its instruction had raised it. */
void inject(struct guest *guest, u8 vector, bool has_error, u32 error)
{
	guest->vmcb->event = vector | EVENT_EXCEPTION | EVENT_VALID |
			     (has_error ? EVENT_ERROR_CODE : 0);
	guest->vmcb->event_error = error;
}

/* Ends an instruction that a personality has answered. */
void finish(struct guest *guest, int outcome, unsigned int length)
{
	switch (outcome) {
	case DONE:
		if (!length)
			unexpected(guest, "an instruction of unknown length");
		guest->vmcb->rip += length;
		break;
	case FAULT_UD:
		inject(guest, VECTOR_UD, false, 0);
		break;
	default:
		inject(guest, VECTOR_GP, true, 0);
	}
}

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

void handle_exit(struct guest *guest)
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
