// SPDX-License-Identifier: GPL-2.0
#include "change.h"
#include "personality.h"

#define INTERFACE_LEAF (CPUID_HV_FIRST + 1)
#define INTERFACE      0x31237648u /* "Hv#1" */

u32 change_features_off;
static u32 moved;

void change_move(u8 blocks)
{
	moved = blocks * CPUID_HV_BLOCK;
}

u32 change_moved(void)
{
	return moved;
}

/* In front of those that have moved: a Hyper-V that offers nothing. */
bool change_leaf(u32 leaf, struct leaf *out)
{
	if (!moved || leaf >= CPUID_HV_FIRST + CPUID_HV_BLOCK)
		return false;
	if (leaf == CPUID_HV_FIRST) {
		out->eax = leaf + 5;
		memcpy(&out->ebx, &SIGNATURE_HYPERV[0], 4);
		memcpy(&out->ecx, &SIGNATURE_HYPERV[4], 4);
		memcpy(&out->edx, &SIGNATURE_HYPERV[8], 4);
	} else if (leaf == INTERFACE_LEAF) {
		out->eax = INTERFACE;
	}
	return true;
}
