/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the threads of tlb-torture share: slots of memory whose mapping an owner
 * changes, and what each of these may look like at the moment.
 */
#ifndef _TORTURE_H
#define _TORTURE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define PAGE   4096UL
#define REGION (2UL << 20) /* what one page table maps, and one slot has */
#define PAGES  4 /* of it are touched */

#define MAX_SLOTS   64
#define MAX_THREADS 256

/* The first word of a page holds its tag; watchers write behind SCRATCH. */
#define SCRATCH 8

/**
 * enum kind - what every watcher must find in the pages of a slot
 * @FLUX: anything, its owner is at work
 * @WRITABLE: the slot's tag; may be written to
 * @READONLY: the slot's tag; a write must fault
 * @ZEROES: zero as the tag; may be written to
 * @GONE: nothing: even a read must fault
 */
enum kind { FLUX, WRITABLE, READONLY, ZEROES, GONE };

/* What an owner does; also names for the command line. */
enum action { REPLACE, MOVE, PROTECT, DISCARD, TABLE, FORK, REWRITE, ACTIONS };

/**
 * struct slot - a region, its owner's alone to change
 * @state: generation and kind, see state_of(); stored after the change
 * @tag: first word of all pages
 * @checks: how often a watcher has compared
 * @base: the region
 * @spare: another one, from where pages are moved
 */
struct slot {
	alignas(64) atomic_ulong state;
	atomic_ulong tag;
	atomic_ulong checks;
	char *base;
	char *spare;
};

/* Of one thread, added up at the end. */
struct counts {
	alignas(64) unsigned long maps;
	unsigned long generations;
	unsigned long discards;
	unsigned long forks;
	unsigned long checks;
	unsigned long gups;
	unsigned long faults;
	unsigned long stale;
};

struct options {
	unsigned int owners;
	unsigned int watchers;
	unsigned int pinners;
	unsigned int seconds;
	unsigned long generations; /* of all owners together, or 0 */
	unsigned int actions; /* bits */
	bool reads_only;
	unsigned long seed;
};

static inline unsigned long state_of(unsigned long generation, enum kind kind)
{
	return generation << 3 | kind;
}

static inline enum kind kind_of(unsigned long state)
{
	return state & 7;
}

static inline char *page_of(const struct slot *slot, unsigned int nr)
{
	return slot->base + nr * PAGE;
}

static inline unsigned long next_random(unsigned long *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* torture.c */
extern struct options options;
extern struct slot slots[MAX_SLOTS];
extern atomic_bool stop;
extern atomic_ulong all_generations;

/* Says what was wrong, once per thread, and stops everything. */
void found_stale(struct counts *counts, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The test itself is at its end. */
void die(const char *what) __attribute__((noreturn));

/* torture-owner.c; a thread of each kind runs until it is told to stop. */
extern const char *const action_names[ACTIONS];

/* The region of a slot as its owner begins with it. */
void slot_init(unsigned int nr);
void own(unsigned int nr, struct counts *counts);

/* torture-watch.c */
void watch(unsigned int nr, struct counts *counts);
void pin(unsigned int nr, struct counts *counts);

/* Makes a fault of this thread end its access, which then returns false. */
void faults_init(void);

#endif /* _TORTURE_H */
