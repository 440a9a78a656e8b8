// SPDX-License-Identifier: GPL-2.0
#include "change.h"
#include "personality.h"

const struct personality *personality;

/* How far a leaf lies above the base of the signature with this text, or ~0. */
u32 leaf_above(u32 leaf, const char *text)
{
	const struct signature *sig;
	u32 base;

	for (sig = personality->signatures; sig->text; sig++) {
		base = sig->base + change_moved();
		if (!strcmp(sig->text, text) && leaf >= base &&
		    leaf - base < CPUID_HV_BLOCK)
			return leaf - base;
	}
	return ~0u;
}
