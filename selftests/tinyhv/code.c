// SPDX-License-Identifier: GPL-2.0
/*
 * The guest's code: tinyhv has to step over instructions that exited, and
 * QEMU's SVM does not tell how long they were (no next-RIP saving).
 */
#include "code.h"

#define CR0_PG	   BIT(31)
#define PRESENT	   BIT(0)
#define LARGE	   BIT(7)
#define CR4_LA57   BIT(12)
#define ADDRESS	   0x000ffffffffff000ull
#define MAX_LENGTH 15

/* Walks the guest's long-mode page tables. */
static bool walk(struct guest *guest, u64 linear, u64 *physical)
{
	int level = guest->vmcb->cr4 & CR4_LA57 ? 5 : 4;
	u64 entry = guest->vmcb->cr3;

	for (; level; level--) {
		unsigned int shift = 12 + 9 * (level - 1);
		u64 *table = guest_memory(entry & ADDRESS, 4096);
		u64 mask = (1ull << shift) - 1;

		if (!table)
			return false;
		entry = table[linear >> shift & 511];
		if (!(entry & PRESENT))
			return false;
		if (level == 1 || (level <= 3 && entry & LARGE)) {
			*physical = (entry & ADDRESS & ~mask) | (linear & mask);
			return true;
		}
	}
	return false;
}

static bool read_byte(struct guest *guest, u64 linear, u8 *out)
{
	u64 physical = linear;
	const u8 *at;

	if (guest->vmcb->cr0 & CR0_PG) {
		if (!(guest->vmcb->efer & EFER_LMA) ||
		    !walk(guest, linear, &physical))
			return false;
	}
	at = guest_memory(physical, 1);
	if (!at)
		return false;
	*out = *at;
	return true;
}

bool read_code(struct guest *guest, u64 address, u8 *out, size_t size)
{
	u64 base = guest->vmcb->efer & EFER_LMA ? 0 : guest->vmcb->cs.base;
	size_t i;

	for (i = 0; i < size; i++)
		if (!read_byte(guest, base + address + i, &out[i]))
			return false;
	return true;
}

static bool is_prefix(u8 byte, bool long_mode)
{
	static const u8 prefixes[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65,
				       0x66, 0x67, 0xf0, 0xf2, 0xf3 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (byte == prefixes[i])
			return true;
	return long_mode && (byte & 0xf0) == 0x40;
}

/*
 * The length of the instruction at RIP, which must have this opcode behind any
 * number of prefixes; 0 if it is something else or cannot be read.
 */
unsigned int instruction_length(struct guest *guest, const u8 *opcode,
				size_t size)
{
	bool long_mode = guest->vmcb->efer & EFER_LMA;
	u64 rip = guest->vmcb->rip;
	u8 code[3];
	size_t n;

	for (n = 0; n + size <= MAX_LENGTH; n++) {
		if (!read_code(guest, rip + n, code, 1))
			return 0;
		if (!is_prefix(code[0], long_mode))
			break;
	}
	if (!read_code(guest, rip + n, code, size) ||
	    memcmp(code, opcode, size))
		return 0;
	return n + size;
}
