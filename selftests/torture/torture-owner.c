// SPDX-License-Identifier: GPL-2.0
/* The owners: change what is mapped in their slot, and then say so. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "torture.h"

const char *const action_names[ACTIONS] = {
	[REPLACE] = "replace", [MOVE] = "move",	  [PROTECT] = "protect",
	[DISCARD] = "discard", [TABLE] = "table", [FORK] = "fork",
	[REWRITE] = "rewrite",
};

struct owner {
	struct slot *slot;
	struct counts *counts;
	unsigned long generation;
	unsigned long random;
	unsigned long nr;
};

/* No other owner's pages have this tag, and this slot's have never had it. */
static unsigned long tag_of(const struct owner *o)
{
	return (o->nr + 1) << 48 | o->generation;
}

static void map(struct owner *o, char *address, size_t length)
{
	void *got = mmap(address, length, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

	if (got != address)
		die("mmap");
	o->counts->maps++;
}

static void unmap(char *address, size_t length)
{
	if (munmap(address, length))
		die("munmap");
}

static void write_tags(struct owner *o, char *base)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		*(volatile unsigned long *)(base + i * PAGE) = tag_of(o);
}

/* From here on watchers draw no conclusions from what they read. */
static void begin(struct owner *o)
{
	o->generation++;
	atomic_store(&o->slot->state, state_of(o->generation, FLUX));
}

/*
 * What has been changed must have taken effect on every CPU by now. Waits until
 * watchers have compared, but not for ever: they may not run for a while.
 */
static void publish(struct owner *o, enum kind kind)
{
	static const struct timespec moment = { .tv_nsec = 20000 };
	unsigned long seen = atomic_load(&o->slot->checks);
	unsigned long enough = seen + options.watchers + options.pinners;
	unsigned int i;

	if (kind == WRITABLE)
		atomic_store(&o->slot->tag, tag_of(o));
	if (kind == ZEROES)
		atomic_store(&o->slot->tag, 0);
	atomic_store(&o->slot->state, state_of(o->generation, kind));
	o->counts->generations++;
	for (i = 0; i < 50 && !atomic_load(&stop); i++) {
		if (atomic_load(&o->slot->checks) >= enough)
			break;
		nanosleep(&moment, NULL);
	}
}

/* Some pages, for which a CPU drops single translations, or too many for that. */
static size_t some(struct owner *o)
{
	return next_random(&o->random) & 1 ? PAGES * PAGE : REGION;
}

static void replace(struct owner *o)
{
	begin(o);
	map(o, o->slot->base, some(o));
	write_tags(o, o->slot->base);
	publish(o, WRITABLE);
}

static void move(struct owner *o)
{
	struct slot *slot = o->slot;
	size_t length = some(o);

	begin(o);
	map(o, slot->spare, length);
	write_tags(o, slot->spare);
	if (mremap(slot->spare, length, length, MREMAP_MAYMOVE | MREMAP_FIXED,
		   slot->base) != slot->base)
		die("mremap");
	publish(o, WRITABLE);
}

/* The kind stays the same otherwise, and so does the tag. */
static void protect(struct owner *o)
{
	size_t length = some(o);
	unsigned long tag = atomic_load(&o->slot->tag);

	begin(o);
	if (mprotect(o->slot->base, length, PROT_READ))
		die("mprotect");
	publish(o, READONLY);

	begin(o);
	if (mprotect(o->slot->base, length, PROT_READ | PROT_WRITE))
		die("mprotect");
	if (tag)
		write_tags(o, o->slot->base);
	publish(o, tag ? WRITABLE : ZEROES);
}

/* A kernel without madvise() gives fresh pages by another way. */
static void discard(struct owner *o)
{
	size_t length = some(o);

	begin(o);
	if (madvise(o->slot->base, length, MADV_DONTNEED))
		map(o, o->slot->base, length);
	else
		o->counts->discards++;
	publish(o, ZEROES);
}

/* The page table goes with the last page of the region. */
static void table(struct owner *o)
{
	begin(o);
	unmap(o->slot->base, REGION);
	publish(o, GONE);

	begin(o);
	map(o, o->slot->base, REGION);
	write_tags(o, o->slot->base);
	publish(o, WRITABLE);
}

static void rewrite(struct owner *o)
{
	begin(o);
	write_tags(o, o->slot->base);
	publish(o, WRITABLE);
}

/*
 * In the child: what the parent's threads write from now on goes to their own
 * copies.
 */
static int stays_as_it_is(const struct slot *slot)
{
	static const struct timespec moment = { .tv_nsec = 500000 };
	static char before[PAGES][PAGE];
	unsigned int round, i;

	for (i = 0; i < PAGES; i++)
		memcpy(before[i], page_of(slot, i), PAGE);
	for (round = 0; round < 4; round++) {
		nanosleep(&moment, NULL);
		for (i = 0; i < PAGES; i++)
			if (memcmp(before[i], page_of(slot, i), PAGE))
				return 1;
	}
	return 0;
}

static void copy(struct owner *o)
{
	int status = 0;
	pid_t child = fork();

	if (child < 0)
		die("fork");
	if (!child)
		_exit(stays_as_it_is(o->slot));
	o->counts->forks++;
	rewrite(o);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid");
	if (status)
		found_stale(o->counts,
			    "slot %u: written to after fork, status %#x",
			    (unsigned int)o->nr, (unsigned int)status);
}

static void (*const functions[ACTIONS])(struct owner *o) = {
	[REPLACE] = replace, [MOVE] = move,   [PROTECT] = protect,
	[DISCARD] = discard, [TABLE] = table, [FORK] = copy,
	[REWRITE] = rewrite,
};

/* Forking is much slower than all else. */
static enum action choose(struct owner *o)
{
	enum action action;

	do
		action = next_random(&o->random) % ACTIONS;
	while (!(options.actions >> action & 1) ||
	       (action == FORK && options.actions != 1 << FORK &&
		next_random(&o->random) % 16));
	return action;
}

void slot_init(unsigned int nr)
{
	struct slot *slot = &slots[nr];
	char *base = mmap(NULL, 4 * REGION, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (base == MAP_FAILED)
		die("mmap");
	base = (char *)(((unsigned long)base + REGION - 1) & ~(REGION - 1));
	slot->base = base;
	slot->spare = base + 2 * REGION;
}

void own(unsigned int nr, struct counts *counts)
{
	struct owner o = {
		.slot = &slots[nr],
		.counts = counts,
		.random = options.seed + (nr + 1) * 0x9e3779b97f4a7c15UL,
		.nr = nr,
	};
	unsigned long had = 0;

	map(&o, o.slot->base, REGION);
	rewrite(&o);
	while (!atomic_load(&stop)) {
		functions[choose(&o)](&o);
		if (atomic_fetch_add(&all_generations,
				     counts->generations - had) >=
			    options.generations &&
		    options.generations)
			atomic_store(&stop, true);
		had = counts->generations;
	}
}
