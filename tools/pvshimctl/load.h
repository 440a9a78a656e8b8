/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loads that make CPUs interrupt each other, and how long each of their calls takes.
 * selftests/torture/flush-bench measures with them, too.
 */
#ifndef _PVSHIMCTL_LOAD_H
#define _PVSHIMCTL_LOAD_H

#include <stdbool.h>
#include <time.h>

#define LOAD_MOST_CALLS 2000000

/**
 * struct load_order - what is to be measured
 * @calls: how many, at most LOAD_MOST_CALLS
 * @seconds: at most so long
 * @pause: sleep before each. With more virtual CPUs than real ones the siblings run
 *	then, and have the translation when it is changed
 * @siblings: threads of the same address space, each on a CPU of its own
 * @idle: they sleep most of the time, so that their CPUs are idle
 * @pages: how many pages are changed at a time
 */
struct load_order {
	unsigned int calls;
	unsigned int seconds;
	struct timespec pause;
	unsigned int siblings;
	bool idle;
	unsigned int pages;
};

/**
 * struct load - a load by its name
 * @name: the name
 * @about: what it does, in a line
 * @run: measures: @ns gets the nanoseconds of each call, in order, @nr how many there
 *	were; returns 0 or an errno, and leaves the thread on one CPU
 * @order: what it is called with; calls, seconds and siblings as is wanted
 */
struct load {
	const char *name;
	const char *about;
	int (*run)(const struct load_order *order, double *ns,
		   unsigned int *nr);
	struct load_order order;
};

/* The last one has no name. */
extern const struct load loads[];

const struct load *load_find(const char *name);

int load_flush(const struct load_order *order, double *ns, unsigned int *nr);

#endif /* _PVSHIMCTL_LOAD_H */
