/* SPDX-License-Identifier: GPL-2.0 */
/* A block: calls of a load, or runs of a command, while nothing is switched. */
#ifndef _PVSHIMCTL_BLOCK_H
#define _PVSHIMCTL_BLOCK_H

#include "load.h"
#include "pvshimctl.h"

/* Fewer calls have no 99th percentile. */
#define CALLS_FOR_P99 100

enum row {
	ROW_MEDIAN,
	ROW_P99,
	ROW_CAL,
	ROW_TLB,
	ROW_RES,
	ROW_EXITS,
	NR_ROWS,
};

/**
 * struct work - what is measured
 * @load: a load, or NULL
 * @command: a command's words, or NULL
 * @calls: of the load, or runs of the command, in a block
 * @exits: a command for the shell that prints how many VM exits there were, or NULL
 */
struct work {
	const struct load *load;
	char *const *command;
	unsigned int calls;
	const char *exits;
};

/* The rows of a block: nanoseconds, and counts for each call; NAN if not known. */
struct block {
	double value[NR_ROWS];
};

/**
 * block_run - measure one
 * @work: what
 * @block: gets the result
 *
 * Return: EXIT_FINE, or another exit status with everything said; if a signal came it
 * is not said.
 */
int block_run(const struct work *work, struct block *block);

#endif /* _PVSHIMCTL_BLOCK_H */
