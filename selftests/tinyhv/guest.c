// SPDX-License-Identifier: GPL-2.0
#include "code.h"
#include "counters.h"
#include "guest.h"

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
void finish(struct guest *guest, enum outcome outcome, unsigned int length)
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
