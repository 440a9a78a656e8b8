// SPDX-License-Identifier: GPL-2.0
/*
 * Acme, which exists here and in samples/acme alone: a steal clock and a yield.
 * Documentation/adding-a-provider.rst describes the interface.
 */
#include "personalities/table.h"
#include "steal.h"

#define LEAF_FEATURES 1
#define FEATURE_STEAL BIT(0)
#define FEATURE_YIELD BIT(1)

#define CALL_SET_STEAL 1
#define CALL_YIELD     2
#define ACME_EINVAL    22
#define ACME_ENOSYS    38

static u64 *steal_area; /* one entry: there is one vCPU */

static u32 features(void)
{
	return options.has_features ? options.features :
				      FEATURE_STEAL | FEATURE_YIELD;
}

bool acme_leaf(u32 leaf, struct leaf *out)
{
	if (leaf_above(leaf, SIGNATURE_ACME) != LEAF_FEATURES)
		return false;
	out->eax = features();
	return true;
}

void acme_steal(u64 cycles)
{
	if (steal_area)
		*steal_area = cycles_to_ns(cycles);
}

/* The address of the array, or 0 to take it back. */
static long set_steal(u64 address)
{
	u64 *area = address ? guest_memory(address, sizeof(*area)) : NULL;

	if (address && (!area || address % sizeof(*area)))
		return -ACME_EINVAL;
	steal_area = area;
	acme_steal(stolen_cycles());
	return 0;
}

/* There is no other vCPU to yield to, so it returns at once. */
static long yield(u64 vcpu)
{
	return vcpu ? -ACME_EINVAL : 0;
}

enum outcome acme_vmmcall(struct guest *guest)
{
	struct regs *regs = &guest->regs;
	long answer = -ACME_ENOSYS;

	if (regs->rax == CALL_SET_STEAL && features() & FEATURE_STEAL)
		answer = set_steal(regs->rdi);
	else if (regs->rax == CALL_YIELD && features() & FEATURE_YIELD)
		answer = yield(regs->rdi);
	regs->rax = answer;
	return DONE;
}
