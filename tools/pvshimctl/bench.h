/* SPDX-License-Identifier: GPL-2.0 */
/* What "pvshimctl bench" has measured, and how it is shown. */
#ifndef _PVSHIMCTL_BENCH_H
#define _PVSHIMCTL_BENCH_H

#include "print.h"

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

/**
 * struct figure - one line of the results
 * @ticks: of the fastest batch, or "-" if this was not called
 * @call: clock ticks of one call alone, or "-"
 * @target: the function that was called, "nop" or "xor"
 */
struct figure {
	char ticks[24];
	char call[24];
	char target[80];
};

/* False, and dashes, if there is no such line. */
bool bench_figure(const char *results, const char *op, const char *form,
		  struct figure *figure);

/* From the first line of the results; 0 if it is not there. */
unsigned long bench_tsc_khz(const char *results);

void bench_print(const struct bench *bench);
void bench_print_json(const struct bench *bench);

#endif /* _PVSHIMCTL_BENCH_H */
