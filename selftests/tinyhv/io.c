// SPDX-License-Identifier: GPL-2.0
/*
 * Ports. Nearly all go to the machine without an exit; these exit: VMware's
 * backdoor, the test port, and those by which a guest ends.
 */
#include "code.h"
#include "counters.h"
#include "exits.h"
#include "guest.h"
#include "testport.h"

#define PORT_BACKDOOR  0x5658
#define BACKDOOR_MAGIC 0x564d5868u

#define PORT_PM1_CONTROL 0x604 /* where SeaBIOS puts it, on pc and q35 */
#define PM1_SLEEP	 BIT(13)
#define PORT_KEYBOARD	 0x64
#define KEYBOARD_RESET	 0xfe

void init_io(void)
{
	intercept_port(TEST_PORT, TEST_PORTS);
	intercept_port(PORT_PM1_CONTROL, 2);
	intercept_port(PORT_KEYBOARD, 1);
	intercept_port(PORT_BACKDOOR, 4); /* QEMU has one, too: hide it */
}

/* The register as IN of this many bytes leaves it. */
static void set_result(struct regs *regs, u32 value, unsigned int bytes)
{
	switch (bytes) {
	case 1:
		regs->rax = (regs->rax & ~0xffull) | (u8)value;
		break;
	case 2:
		regs->rax = (regs->rax & ~0xffffull) | (u16)value;
		break;
	default:
		regs->rax = value;
	}
}

/* What the guest meant, done in its place. */
static void pass_through(struct regs *regs, u16 port, unsigned int bytes,
			 bool in)
{
	u32 value = regs->rax;

	if (in) {
		value = bytes == 1 ? in8(port) :
			bytes == 2 ? in16(port) :
				     in32(port);
		set_result(regs, value, bytes);
	} else if (bytes == 1) {
		out8(port, value);
	} else if (bytes == 2) {
		out16(port, value);
	} else {
		out32(port, value);
	}
}

static void note_the_end(u16 port, u32 value)
{
	if (port == PORT_PM1_CONTROL && value & PM1_SLEEP)
		print("tinyhv: the guest powers off\n");
	else if (port == PORT_KEYBOARD && (u8)value == KEYBOARD_RESET)
		print("tinyhv: the guest resets the machine\n");
	else
		return;
	print_counters();
}

static void test_port(struct regs *regs, u16 port, unsigned int bytes, bool in)
{
	u32 value = 0;
	unsigned int i;

	count(COUNT_TEST);
	if (!in) {
		testport_write(port - TEST_PORT, regs->rax);
		return;
	}
	for (i = 0; i < bytes && port + i < TEST_PORT + TEST_PORTS; i++)
		value |= (u32)testport_read(port - TEST_PORT + i) << 8 * i;
	set_result(regs, value, bytes);
}

/* True if it was the backdoor's; elsewhere and without magic it is no port. */
static bool backdoor(struct guest *guest)
{
	return personality->port && (u32)guest->regs.rax == BACKDOOR_MAGIC &&
	       personality->port(guest) == DONE;
}

void handle_io(struct guest *guest)
{
	u64 info = guest->vmcb->exit_info_1;
	unsigned int bytes = IO_BYTES(info);
	u16 port = IO_PORT(info);
	bool in = info & IO_IN;

	if (info & IO_STRING)
		unexpected(guest, "string I/O at a port that tinyhv emulates");
	if (port >= TEST_PORT && port < TEST_PORT + TEST_PORTS) {
		test_port(&guest->regs, port, bytes, in);
	} else if (port >= PORT_BACKDOOR && port < PORT_BACKDOOR + 4) {
		count(COUNT_BACKDOOR);
		if (in &&
		    !(port == PORT_BACKDOOR && bytes == 4 && backdoor(guest)))
			set_result(&guest->regs, ~0u, bytes);
	} else {
		count(COUNT_PORT);
		if (!in)
			note_the_end(port, guest->regs.rax);
		pass_through(&guest->regs, port, bytes, in);
	}
	guest->vmcb->rip = guest->vmcb->exit_info_2;
}

/*
 * In user mode the CPU refuses IN before SVM sees it, but VMware's tools rely
 * on it. Any other #GP is the guest's own.
 */
void handle_gp(struct guest *guest)
{
	static const u8 in_eax_dx[] = { 0xed };
	u32 error = guest->vmcb->exit_info_1;

	count(COUNT_GP);
	if (!error && (u16)guest->regs.rdx == PORT_BACKDOOR &&
	    instruction_length(guest, in_eax_dx, 1) == 1 && backdoor(guest))
		guest->vmcb->rip += 1;
	else
		inject(guest, VECTOR_GP, true, error);
}
