/* SPDX-License-Identifier: GPL-2.0 */
/* What "pvshimctl bench" has measured, and how it is shown. */
#ifndef _PVSHIMCTL_BENCH_PRINT_H
#define _PVSHIMCTL_BENCH_PRINT_H

#include <stdbool.h>
#include <stddef.h>

#include "tree.h"

#define BENCH_SIZES 8

/**
 * struct bench - all of it; the texts are as the module pvshim_bench wrote them
 * @tree: what was bound before
 * @bound: figures with the bindings as they were
 * @native: figures with every operation native
 * @own: figures with every operation bound to the module's empty functions
 * @nr: how many entries of @switches there are
 * @switches: the cost of a switch, by the number of call sites; ipis is -1 where
 *	it is not known
 */
struct bench {
	const struct tree *tree;
	char *bound;
	char *native;
	char *own;
	size_t nr;
	struct {
		unsigned int sites;
		unsigned long long ns;
		long long ipis;
	} switches[BENCH_SIZES];
};

/* Whether an operation is measured: pvshim_bench has no call sites of the kernel's. */
bool bench_has(const struct node *op);

void bench_print(const struct bench *bench);
void bench_print_json(const struct bench *bench);

#endif /* _PVSHIMCTL_BENCH_PRINT_H */
