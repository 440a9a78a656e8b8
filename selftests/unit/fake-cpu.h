/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A CPU for the detector: a list of leaves, an answer for all others, and a
 * watch over what is read. Interfaces, leaves and texts are written out here
 * once more on purpose: an error in the module's headers must not hide itself.
 */
#ifndef _UNIT_FAKE_CPU_H
#define _UNIT_FAKE_CPU_H

#include "../../module/detect.h"

#define FAKE_MAX_LEAVES 600

struct fake_leaf {
	u32 leaf;
	struct pvshim_leaf regs;
};

/**
 * struct fake_cpu - the CPU and what was done to it
 * @machine: hand this to the detector
 * @leaves: leaves that exist
 * @nr: how many
 * @absent: what every other leaf answers
 * @backdoor: what VMware's backdoor answers
 * @reads: leaves read
 * @strays: leaves read although nothing promised that they exist
 * @knocks: calls of the backdoor
 */
struct fake_cpu {
	struct pvshim_machine machine;
	struct fake_leaf leaves[FAKE_MAX_LEAVES];
	unsigned int nr;
	struct pvshim_leaf absent;
	u32 backdoor;
	unsigned int reads, strays, knocks;
};

/* An empty CPU with the hypervisor bit set. */
void fake_init(struct fake_cpu *cpu);

void fake_add(struct fake_cpu *cpu, u32 leaf, u32 eax, u32 ebx, u32 ecx,
	      u32 edx);

/* A signature; @text is zero-padded to, or cut off after, twelve bytes. */
void fake_sign(struct fake_cpu *cpu, u32 base, u32 max_leaf, const char *text);

/* The twelve bytes of @text as they arrive in EBX, ECX and EDX. */
void fake_text(struct pvshim_leaf *regs, const char *text);

/* Which interface the registers announce; PVSHIM_HV_UNKNOWN if none. */
enum pvshim_hv fake_interface(const struct pvshim_leaf *regs);

/* Whether a signature leaf @regs at @leaf's base promises that @leaf exists. */
bool fake_promises(const struct pvshim_leaf *regs, u32 leaf);

#endif /* _UNIT_FAKE_CPU_H */
