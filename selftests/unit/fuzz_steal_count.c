// SPDX-License-Identifier: GPL-2.0
/*
 * Random histories of a host's count, against what was really stolen.
 *
 * The model knows the truth: how much was stolen, when the host published it, and what
 * became of the host's count: it begins at zero again, goes on at another host's value,
 * or a single reading is wrong. It knows nothing of how the count is followed, and asks
 * for this:
 *
 * - No reader is told less than before.
 * - When two regular readings of the same host have been seen since it came, the third
 *   and all further ones add exactly what was stolen in between, and are not counted
 *   as odd.
 * - One absurd reading among them changes nothing.
 * - A count that begins at zero, on a host that had been followed, adds what it holds,
 *   if that is less than half of the old count.
 * - No reader is told of more than the time that passed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linux/kernel.h>

#include "../../module/steal-count.h"
#include "ktap.h"

#define MS    1000000ull
#define SEC   (1000 * MS)
#define STEPS 12
#define KNOWN \
	3 /* readings until a host is followed, and nothing else is kept */

static u64 random_state, first_seed, run;
static u64 events[5], exact, begun_anew;

enum event { NOTHING, RESTART, OTHER_HOST, ABSURD, WRONG };

static const char *const event_names[] = { "regular readings", "restarts",
					   "other hosts", "absurd readings",
					   "wrong readings" };

static u64 next(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/* Of every order of magnitude up to @max. */
static u64 up_to(u64 max)
{
	u64 bits = next() % 64;

	return (next() >> bits) % (max + 1);
}

#define HOLDS(cond)                                                      \
	do {                                                             \
		if (!(cond)) {                                           \
			printf("# seed %llu history %llu step %u: %s\n", \
			       first_seed, run, step, #cond);            \
			printf("not ok 1 - random histories\n");         \
			exit(1);                                         \
		}                                                        \
	} while (0)

static enum event choose(void)
{
	static const enum event often[16] = { [10] = RESTART,
					      [11] = OTHER_HOST,
					      [12] = ABSURD,
					      [13] = ABSURD,
					      [14] = WRONG };

	return often[next() % 16];
}

static void play_history(void)
{
	struct pvshim_steal_count count = {};
	u64 now = SEC + up_to(1ull << 50), updated = now, start = now;
	u64 offset = next() & 1 ? 0 : up_to(1ull << 58);
	u64 stolen = 0; /* by this host, as published */
	u64 seen = 0, told = 0; /* at the last regular reading */
	unsigned int known = 0, absurd = 0, step;

	for (step = 0; step < STEPS; step++) {
		u64 begun, ns, before = count.total, old = offset + seen;
		enum event event = step ? choose() : NOTHING;
		bool sound;

		events[event]++;
		now += 1 + up_to(step ? 20 * SEC : 5 * SEC);
		if (event == RESTART || event == OTHER_HOST) {
			offset = event == RESTART ? 0 : next();
			stolen = 0;
			updated = now - up_to(now - count.ended);
		}
		/* Published now, or not yet; never more than can be. */
		if (next() % 4) {
			stolen += up_to(now - updated);
			updated = now;
		}
		begun = now;
		now += up_to(MS);
		ns = offset + stolen;
		if (event == ABSURD)
			ns = (1ull << 62) + next() % (1ull << 62) + ns;
		else if (event == WRONG)
			ns = up_to(2 * ns + SEC);
		sound = pvshim_steal_count_add(&count, begun, now, ns);

		HOLDS(count.total >= before);
		HOLDS(!step ||
		      count.total - told <= 2 * (now - start) + 40 * SEC);
		switch (event) {
		case NOTHING:
			if (known >= KNOWN) {
				HOLDS(count.total - told == stolen - seen);
				HOLDS(sound);
				exact++;
			}
			known++;
			absurd = 0;
			break;
		case RESTART:
			if (known > KNOWN && !absurd && stolen <= old / 2 &&
			    old < 1ull << 62) {
				HOLDS(count.total - told == stolen);
				HOLDS(!sound || stolen == old);
				begun_anew++;
			}
			fallthrough;
		case OTHER_HOST:
			known = 1;
			absurd = 0;
			break;
		case ABSURD:
			if (known >= KNOWN && !absurd++ &&
			    offset < 1ull << 60) {
				HOLDS(count.total == before && !sound);
				continue; /* as if it had not been */
			}
			fallthrough;
		case WRONG:
			/* What it has not published by now it keeps to itself. */
			updated = now;
			known = 0;
			continue;
		}
		told = count.total;
		seen = stolen;
	}
}

int main(int argc, char **argv)
{
	u64 runs = ktap_option(argc, argv, "--runs", 5000000);
	time_t said = time(NULL);
	unsigned int i;

	first_seed = ktap_option(argc, argv, "--seed", 1);
	random_state = first_seed * 0x9e3779b97f4a7c15ull + 1;

	ktap_plan(1);
	printf("# --seed %llu --runs %llu\n", first_seed, runs);
	for (run = 0; run < runs; run++) {
		play_history();
		if (!(run & 0xffff) && time(NULL) >= said + 5) {
			said = time(NULL);
			fprintf(stderr,
				"fuzz_steal_count: seed %llu: %llu of %llu histories\n",
				first_seed, run, runs);
		}
	}
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		printf("# %llu %s\n", events[i], event_names[i]);
		EXPECT(events[i] >= runs / 10);
	}
	printf("# %llu were to be followed exactly\n", exact);
	EXPECT(exact >= runs / 10);
	printf("# %llu restarts were to be counted from zero\n", begun_anew);
	EXPECT(begun_anew >= runs / 1000);
	ktap_result("random histories");
	return ktap_exit(1);
}
