/* SPDX-License-Identifier: GPL-2.0 */
/* Random CPUID tables for fuzz_detect.c. */
#ifndef _UNIT_FUZZ_TABLE_H
#define _UNIT_FUZZ_TABLE_H

#include "fake-cpu.h"

#define FUZZ_B0	    0x40000000u
#define FUZZ_BASES  256
#define FUZZ_LEAVES 0x11 /* the highest leaf that any interface uses */
#define FUZZ_HV1    0x31237648u

/**
 * struct fuzz_table - one table, and what was done to it
 * @populated: blocks of leaves that exist
 * @used: the same as a list, in no order
 * @nr_used: how many
 * @leaves: the leaves of each populated block
 * @absent: what every other block answers
 * @machine: hand this to the detector
 * @backdoor: what VMware's backdoor answers
 * @reads: leaves read
 * @strays: leaves read although nothing promised that they exist
 * @knocks: calls of the backdoor
 */
struct fuzz_table {
	bool populated[FUZZ_BASES];
	unsigned int used[FUZZ_BASES], nr_used;
	struct pvshim_leaf leaves[FUZZ_BASES][FUZZ_LEAVES];
	struct pvshim_leaf absent;
	struct pvshim_machine machine;
	u32 backdoor;
	unsigned int reads, strays, knocks;
};

extern struct fuzz_table table;

/* Start the sequence of tables that belongs to @seed. */
void fuzz_seed(u64 seed);

/* Replace the table by the next one. */
void fuzz_next(void);

#endif /* _UNIT_FUZZ_TABLE_H */
