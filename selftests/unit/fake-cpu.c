// SPDX-License-Identifier: GPL-2.0
/* A CPU for the detector, see fake-cpu.h. */
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "fake-cpu.h"

static const struct {
	const char text[13];
	enum pvshim_hv hv;
} known[] = {
	{ "XenVMMXenVMM", PVSHIM_HV_XEN },
	{ "VMwareVMware", PVSHIM_HV_VMWARE },
	{ "KVMKVMKVM", PVSHIM_HV_KVM },
	{ "Microsoft Hv", PVSHIM_HV_HYPERV },
};

enum pvshim_hv fake_interface(const struct pvshim_leaf *regs)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!memcmp(&regs->ebx, known[i].text, 4) &&
		    !memcmp(&regs->ecx, known[i].text + 4, 4) &&
		    !memcmp(&regs->edx, known[i].text + 8, 4))
			return known[i].hv;
	return PVSHIM_HV_UNKNOWN;
}

bool fake_promises(const struct pvshim_leaf *regs, u32 leaf)
{
	enum pvshim_hv hv = fake_interface(regs);

	if (hv == PVSHIM_HV_UNKNOWN)
		return false;
	if (hv == PVSHIM_HV_KVM && !regs->eax)
		return leaf == 0x40000001u;
	/* A block ends after 0x100 leaves, so @leaf cannot lie beyond it. */
	return leaf <= regs->eax;
}

static const struct pvshim_leaf *find(const struct fake_cpu *cpu, u32 leaf)
{
	unsigned int i;

	for (i = 0; i < cpu->nr; i++)
		if (cpu->leaves[i].leaf == leaf)
			return &cpu->leaves[i].regs;
	return &cpu->absent;
}

static bool may_read(const struct fake_cpu *cpu, u32 leaf)
{
	u32 base = leaf & ~0xffu;

	if (leaf < 0x40000000u || leaf > 0x4000ffffu)
		return false;
	return leaf == base || fake_promises(find(cpu, base), leaf);
}

static void read_leaf(void *context, u32 leaf, struct pvshim_leaf *out)
{
	struct fake_cpu *cpu = context;

	cpu->reads++;
	if (!cpu->machine.hypervisor_bit || !may_read(cpu, leaf))
		cpu->strays++;
	*out = *find(cpu, leaf);
}

static u32 backdoor_version(void *context)
{
	struct fake_cpu *cpu = context;

	cpu->knocks++;
	return cpu->backdoor;
}

void fake_init(struct fake_cpu *cpu)
{
	memset(cpu, 0, sizeof(*cpu));
	cpu->machine.hypervisor_bit = true;
	cpu->machine.read_leaf = read_leaf;
	cpu->machine.backdoor_version = backdoor_version;
	cpu->machine.context = cpu;
}

void fake_add(struct fake_cpu *cpu, u32 leaf, u32 eax, u32 ebx, u32 ecx,
	      u32 edx)
{
	if (cpu->nr == FAKE_MAX_LEAVES)
		abort();
	cpu->leaves[cpu->nr++] = (struct fake_leaf){
		leaf, { .eax = eax, .ebx = ebx, .ecx = ecx, .edx = edx }
	};
}

void fake_text(struct pvshim_leaf *regs, const char *text)
{
	char bytes[12] = "";

	memcpy(bytes, text, min(strlen(text), sizeof(bytes)));
	memcpy(&regs->ebx, bytes, 4);
	memcpy(&regs->ecx, bytes + 4, 4);
	memcpy(&regs->edx, bytes + 8, 4);
}

void fake_sign(struct fake_cpu *cpu, u32 base, u32 max_leaf, const char *text)
{
	struct pvshim_leaf regs = {};

	fake_text(&regs, text);
	fake_add(cpu, base, max_leaf, regs.ebx, regs.ecx, regs.edx);
}
