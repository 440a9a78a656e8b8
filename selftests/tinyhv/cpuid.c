// SPDX-License-Identifier: GPL-2.0
/* CPUID: the machine's, without SVM, and the personality's own leaves. */
#include "change.h"
#include "exits.h"
#include "personality.h"

#define LEAF_FEATURES	   1
#define FEATURE_OSXSAVE	   BIT(27)
#define FEATURE_HYPERVISOR BIT(31)
#define CR4_OSXSAVE	   BIT(18)
#define LEAF_EXT_FEATURES  7
#define EXT_FEATURE_OSPKE  BIT(4)
#define CR4_PKE		   BIT(22)
#define LEAF_AMD_FEATURES  0x80000001u
#define AMD_FEATURE_SVM	   BIT(2)
#define LEAF_SVM	   0x8000000au

static bool signature_leaf(u32 leaf, struct leaf *out)
{
	const struct signature *sig;

	for (sig = personality->signatures; sig->text; sig++) {
		char text[12] = {};

		if (sig->base + change_moved() != leaf)
			continue;
		memcpy(text, sig->text, strlen(sig->text));
		out->eax = sig->max_leaf + change_moved();
		memcpy(&out->ebx, text, 4);
		memcpy(&out->ecx, text + 4, 4);
		memcpy(&out->edx, text + 8, 4);
		return true;
	}
	return false;
}

/* A bit that shows one of CR4: the guest's CR4, not tinyhv's. */
static void follow_cr4(u32 *word, u32 bit, u64 cr4, u64 cr4_bit)
{
	*word &= ~bit;
	if (cr4 & cr4_bit)
		*word |= bit;
}

static void machine_leaf(const struct guest *guest, u32 leaf, u32 subleaf,
			 struct leaf *out)
{
	u64 cr4 = guest->vmcb->cr4;

	cpuid(leaf, subleaf, out);
	switch (leaf) {
	case LEAF_FEATURES:
		follow_cr4(&out->ecx, FEATURE_OSXSAVE, cr4, CR4_OSXSAVE);
		out->ecx &= ~FEATURE_HYPERVISOR;
		if (personality->hypervisor_bit)
			out->ecx |= FEATURE_HYPERVISOR;
		break;
	case LEAF_EXT_FEATURES:
		if (!subleaf)
			follow_cr4(&out->ecx, EXT_FEATURE_OSPKE, cr4, CR4_PKE);
		break;
	case LEAF_AMD_FEATURES:
		out->ecx &= ~AMD_FEATURE_SVM;
		break;
	case LEAF_SVM:
		*out = (struct leaf){};
		break;
	}
}

void handle_cpuid(struct guest *guest)
{
	struct regs *regs = &guest->regs;
	u32 leaf = regs->rax;
	struct leaf out = {};

	if (leaf < CPUID_HV_FIRST || leaf > CPUID_HV_LAST)
		machine_leaf(guest, leaf, regs->rcx, &out);
	else if (!change_leaf(leaf, &out) &&
		 !(personality->leaf && personality->leaf(leaf, &out)) &&
		 !signature_leaf(leaf, &out) && personality->echo)
		signature_leaf(CPUID_HV_FIRST, &out);
	regs->rax = out.eax;
	regs->rbx = out.ebx;
	regs->rcx = out.ecx;
	regs->rdx = out.edx;
}
