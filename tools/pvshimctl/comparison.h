/* SPDX-License-Identifier: GPL-2.0 */
/* What "pvshimctl ab" compares, and what it has found. */
#ifndef _PVSHIMCTL_COMPARISON_H
#define _PVSHIMCTL_COMPARISON_H

#include "block.h"
#include "statistics.h"
#include "tree.h"

#define NATIVE "native"

/**
 * struct pair - a native block, and one of the provider, one after the other
 * @native_first: which of them was first
 * @native: what the native one gave
 * @other: and the provider's
 */
struct pair {
	bool native_first;
	struct block native, other;
};

/**
 * struct ab - all of it
 * @tree: what pvshim was before
 * @provider: is compared with native; it may be native, too
 * @ops: the operations that are switched, and NULL
 * @nr_ops: how many
 * @work: what is measured
 * @seed: of all that is random
 * @chance: what is left of it
 * @pairs: the pairs of blocks
 * @nr: how many there are to be
 */
struct ab {
	const struct tree *tree;
	const char *provider;
	char **ops;
	size_t nr_ops;
	struct work work;
	unsigned long seed;
	struct chance chance;
	struct pair *pairs;
	size_t nr;
};

/* Measure all pairs, and bind everything as before; an exit status. */
int ab_run(struct ab *ab);

/**
 * struct finding - how native and the provider differ in a row
 * @known: whether every block has it; else there is no estimate
 * @estimate: the difference
 */
struct finding {
	bool known;
	struct estimate estimate;
};

struct finding ab_find(struct ab *ab, enum row row);

/**
 * struct ab_row - how a row is called
 * @name: in JSON
 * @text: in text
 * @is_time: it has nanoseconds, and else a count
 */
struct ab_row {
	const char *name;
	const char *text;
	bool is_time;
};

extern const struct ab_row ab_rows[NR_ROWS];

/* Print what the pairs say, as text or as JSON. */
void ab_print(struct ab *ab);
void ab_print_json(const struct ab *ab, const struct finding *findings);

#endif /* _PVSHIMCTL_COMPARISON_H */
