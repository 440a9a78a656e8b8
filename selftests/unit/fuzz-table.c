// SPDX-License-Identifier: GPL-2.0
/* Random CPUID tables: mostly plausible, wrong where mistakes happen. */
#include <string.h>

#include <linux/kernel.h>

#include "fuzz-table.h"

struct fuzz_table table;

static u64 state;

void fuzz_seed(u64 seed)
{
	/* Small seeds are made large; zero would stay zero for ever. */
	state = (seed + 1) * 0x9e3779b97f4a7c15ull | 1;
}

static u64 rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 2685821657736338717ull >> 16;
}

static u32 below(u32 limit)
{
	return (rnd() & 0xffffffff) * limit >> 32;
}

static void read_leaf(void *context, u32 leaf, struct pvshim_leaf *out)
{
	u32 block = (leaf - FUZZ_B0) >> 8, offset = leaf & 0xff;

	(void)context;
	table.reads++;
	*out = table.absent;
	if (block >= FUZZ_BASES) {
		table.strays++;
		return;
	}
	/* Most reads by far: bases with nothing there. */
	if (!table.populated[block]) {
		table.strays += !!offset;
		return;
	}
	if (offset && !fake_promises(&table.leaves[block][0], leaf))
		table.strays++;
	if (offset < FUZZ_LEAVES)
		*out = table.leaves[block][offset];
}

static u32 backdoor_version(void *context)
{
	(void)context;
	table.knocks++;
	return table.backdoor;
}

static void random_text(struct pvshim_leaf *regs)
{
	static const char *const texts[] = {
		"XenVMMXenVMM", "VMwareVMware",
		"KVMKVMKVM",	"Microsoft Hv",
		"XenVMMXenVMM", "VMwareVMware",
		"KVMKVMKVM",	"Microsoft Hv",
		"TCGTCGTCGTCG", "bhyve bhyve ",
		"KVMKVMKV",	"Xen",
		"ABCD",		"",
	};
	u32 *const words[] = { &regs->ebx, &regs->ecx, &regs->edx };
	u32 *word = words[below(ARRAY_SIZE(words))];

	fake_text(regs, texts[below(ARRAY_SIZE(texts))]);
	switch (below(12)) {
	case 0: /* a near miss: one bit */
		*word ^= 1u << below(32);
		break;
	case 1: /* a zero byte somewhere */
		*word &= ~(0xffu << 8 * below(4));
		break;
	case 2: /* garbage */
		*word = rnd();
		break;
	}
}

static u32 random_max(u32 base)
{
	static const u32 fixed[] = { 0,		 1,	     0x16,
				     FUZZ_B0,	 ~0u,	     ~0u - 1,
				     0x7fffffff, 0x80000000, 0x3fffffff,
				     0x40010000 };

	switch (below(8)) {
	case 0:
		return fixed[below(ARRAY_SIZE(fixed))];
	case 1:
		return rnd();
	case 2: /* around the end of the block */
		return base + 0xfc + below(8);
	case 3: /* around the base */
		return base - 4 + below(8);
	default:
		return base + below(0x14);
	}
}

static void populate(u32 block)
{
	struct pvshim_leaf *leaf = table.leaves[block];
	unsigned int i;

	if (table.populated[block])
		return;
	table.populated[block] = true;
	table.used[table.nr_used++] = block;
	/* One by one: a seed must mean the same with every compiler. */
	for (i = 0; i < FUZZ_LEAVES; i++) {
		leaf[i].eax = rnd();
		leaf[i].ebx = rnd();
		leaf[i].ecx = rnd();
		leaf[i].edx = rnd();
	}
	leaf[0].eax = random_max(FUZZ_B0 + (block << 8));
	random_text(&leaf[0]);
	if (below(8))
		leaf[1].eax = FUZZ_HV1;
}

void fuzz_next(void)
{
	unsigned int i, nr;

	for (i = 0; i < table.nr_used; i++)
		table.populated[table.used[i]] = false;
	table.nr_used = 0;
	table.reads = 0;
	table.strays = 0;
	table.knocks = 0;
	table.machine.read_leaf = read_leaf;
	table.machine.hypervisor_bit = !!below(64);
	table.machine.vmware_dmi = !below(2);
	table.machine.backdoor_version = below(4) ? backdoor_version : NULL;
	table.backdoor = below(2) * rnd();

	/* An absent leaf is zero, or the highest basic leaf: never a text. */
	memset(&table.absent, 0, sizeof(table.absent));
	if (!below(4)) {
		table.absent.eax = rnd();
		table.absent.ebx = below(0x1000);
		table.absent.ecx = rnd();
	}

	/* Mostly few and low, sometimes enough to overflow the detector. */
	nr = below(32) ? below(7) : below(64);
	for (i = 0; i < nr; i++)
		populate(below(3) ? below(6) :
			 below(4) ? below(FUZZ_BASES) :
				    255);
}
