// SPDX-License-Identifier: GPL-2.0
/* A host's count as a clock: every way in which a count may go wrong, by itself. */
#include <pthread.h>
#include <stdint.h>
#include <time.h>

#include <linux/kernel.h>
#include <linux/ktime.h>

#include "../../module/steal-count.h"
#include "ktap.h"

#define MS	1000000ull
#define SEC	(1000 * MS)
#define THREADS 4
#define LOOPS	300000

static struct pvshim_steal_count count;

u64 ktime_get_boot_fast_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * SEC + now.tv_nsec;
}

/* One reading after the other: when, what the host says, what callers are told. */
struct row {
	u64 ms, host_ms, told_ms;
	bool odd;
};

static void play(const struct row *rows, unsigned int nr)
{
	unsigned int i;

	count = (struct pvshim_steal_count){};
	for (i = 0; i < nr; i++) {
		u64 now = rows[i].ms * MS;

		EXPECT_EQ(!pvshim_steal_count_add(&count, now - 1000, now,
						  rows[i].host_ms * MS),
			  rows[i].odd);
		EXPECT_EQ(count.total, rows[i].told_ms * MS);
	}
}

#define PLAY(...)                                                 \
	do {                                                      \
		static const struct row rows[] = { __VA_ARGS__ }; \
		play(rows, ARRAY_SIZE(rows));                     \
	} while (0)

static void test_honest(void)
{
	PLAY({ 100000, 5000, 5000, 0 }, { 100100, 5050, 5050, 0 },
	     { 100200, 5050, 5050, 0 }, { 101200, 6050, 6050, 0 });
}

/* A count of an area that the host updates late: all at once, and rightly so. */
static void test_late_update(void)
{
	PLAY({ 100000, 5000, 5000, 0 }, { 100100, 5001, 5001, 0 },
	     { 105000, 5001, 5001, 0 }, { 105001, 10001, 10001, 0 });
}

/* Before the first reading the host may have been silent for a while as well. */
static void test_late_first(void)
{
	PLAY({ 100000, 5000, 5000, 0 }, { 100001, 12000, 12000, 0 });
}

/* After a restore elsewhere: it begins at zero, and 500 ms are stolen. */
static void test_restart(void)
{
	PLAY({ 100000, 25000, 25000, 0 }, { 100100, 25050, 25050, 0 },
	     { 100200, 20, 25070, 1 }, { 100300, 120, 25170, 0 },
	     { 100700, 500, 25550, 0 });
}

/* The same, and no reader has looked until it was all over. */
static void test_restart_unseen(void)
{
	PLAY({ 100000, 25000, 25000, 0 }, { 100700, 500, 25500, 1 },
	     { 100800, 600, 25600, 0 });
}

/* So little was there before that a restart cannot be told from a step back. */
static void test_restart_small(void)
{
	PLAY({ 100000, 20, 20, 0 }, { 100100, 15, 20, 1 },
	     { 100200, 115, 115, 0 }, { 100700, 615, 615, 0 });
}

/* Another host's count, far above and far below: only its differences count. */
static void test_other_host(void)
{
	PLAY({ 100000, 5000, 5000, 0 }, { 100100, 900000, 5000, 1 },
	     { 100200, 900050, 5050, 1 }, { 100300, 900100, 5100, 0 },
	     { 100400, 80000, 5100, 1 }, { 100500, 80010, 5110, 1 },
	     { 100600, 80020, 5120, 0 });
}

/* Below zero once, as seen after migrations of KVM guests. */
static void test_below_zero(void)
{
	count = (struct pvshim_steal_count){};
	EXPECT(pvshim_steal_count_add(&count, 100 * SEC, 100 * SEC, 5 * SEC));
	EXPECT(!pvshim_steal_count_add(&count, 101 * SEC, 101 * SEC,
				       18446744069228033885ull));
	EXPECT_EQ(count.total, 5 * SEC);
	EXPECT(pvshim_steal_count_add(&count, 102 * SEC, 102 * SEC,
				      5 * SEC + MS));
	EXPECT_EQ(count.total, 5 * SEC + MS);
}

/* The first reading of all is absurd. */
static void test_first_absurd(void)
{
	count = (struct pvshim_steal_count){};
	EXPECT(!pvshim_steal_count_add(&count, SEC, SEC, UINT64_MAX - 5));
	EXPECT_EQ(count.total, 0);
	pvshim_steal_count_add(&count, 2 * SEC, 2 * SEC, 70 * MS);
	pvshim_steal_count_add(&count, 3 * SEC, 3 * SEC, 90 * MS);
	EXPECT(count.total >= 20 * MS && count.total <= 90 * MS);
	EXPECT(pvshim_steal_count_add(&count, 4 * SEC, 4 * SEC, 190 * MS));
	EXPECT(count.total >= 120 * MS && count.total <= 190 * MS);
}

/* 64 bits are over. */
static void test_wrap(void)
{
	u64 before;

	count = (struct pvshim_steal_count){};
	pvshim_steal_count_add(&count, SEC, SEC, 0ull - 30 * MS);
	pvshim_steal_count_add(&count, 2 * SEC, 2 * SEC, 0ull - 10 * MS);
	before = count.total;
	EXPECT_EQ(before, 20 * MS);
	pvshim_steal_count_add(&count, 3 * SEC, 3 * SEC, 20 * MS);
	EXPECT_EQ(count.total, before + 20 * MS);
	EXPECT(pvshim_steal_count_add(&count, 4 * SEC, 4 * SEC, 40 * MS));
	EXPECT_EQ(count.total, before + 40 * MS);
}

/* A host that goes a little back and forth gains nothing, and is counted. */
static void test_jitter(void)
{
	PLAY({ 100000, 5000, 5000, 0 }, { 100100, 4998, 5000, 1 },
	     { 100200, 5001, 5001, 0 }, { 100300, 4999, 5001, 1 },
	     { 100400, 5002, 5002, 0 });
}

/* More than the time that passed is dropped; the clock goes on from there. */
static void test_too_fast(void)
{
	PLAY({ 100000, 5000, 5000, 0 }, { 100100, 5100, 5100, 0 },
	     { 100200, 8000, 5100, 1 }, { 100300, 8050, 5150, 1 },
	     { 100400, 8100, 5200, 0 });
}

/*
 * A asks the host, then B does and is quicker. The host has not gone back. Neither
 * must a restart hide behind two readers that always overlap.
 */
static void test_two_readers(void)
{
	count = (struct pvshim_steal_count){};
	EXPECT(pvshim_steal_count_add(&count, 10 * SEC, 10 * SEC, SEC));
	/* A: 11.0 to 11.2, B: 11.1 to 11.15 */
	EXPECT(pvshim_steal_count_add(&count, 11100 * MS, 11150 * MS,
				      SEC + 110 * MS));
	EXPECT(pvshim_steal_count_add(&count, 11000 * MS, 11200 * MS,
				      SEC + 5 * MS));
	EXPECT_EQ(count.total, SEC + 110 * MS);
	/* the next two overlap as well, and the count has begun anew */
	EXPECT(!pvshim_steal_count_add(&count, 11190 * MS, 11300 * MS, 5 * MS));
	EXPECT_EQ(count.total, SEC + 115 * MS);
	EXPECT(pvshim_steal_count_add(&count, 11210 * MS, 11310 * MS, 9 * MS));
	EXPECT_EQ(count.total, SEC + 119 * MS);
}

static struct pvshim_steal_filter filter = { .counts = &count };
static u64 host_ns; /* what an honest host has counted so far */

struct reader {
	pthread_t thread;
	unsigned long back;
};

static void *read_host(void *arg)
{
	struct reader *reader = arg;
	u64 begun, told, last = 0;
	unsigned int i;

	for (i = 0; i < LOOPS; i++) {
		begun = pvshim_steal_begin();
		told = pvshim_steal_filter(&filter, 0, begun,
					   __atomic_add_fetch(&host_ns, 1,
							      __ATOMIC_SEQ_CST));
		reader->back += told < last;
		last = told;
	}
	return NULL;
}

/* Several readers of one CPU: none is told less than before, nothing is clamped. */
static void test_threads(void)
{
	static struct reader readers[THREADS];
	unsigned int i;

	count = (struct pvshim_steal_count){};
	for (i = 0; i < THREADS; i++)
		EXPECT(!pthread_create(&readers[i].thread, NULL, read_host,
				       &readers[i]));
	for (i = 0; i < THREADS; i++) {
		pthread_join(readers[i].thread, NULL);
		EXPECT_EQ(readers[i].back, 0);
	}
	EXPECT_EQ(atomic_long_read(&filter.clamped), 0);
	/* the last reader that found it free has brought it up to date */
	pvshim_steal_filter(&filter, 0, pvshim_steal_begin(), host_ns);
	EXPECT_EQ(pvshim_steal_last(&filter, 0), host_ns);
}

int main(void)
{
	static const struct ktap_case cases[] = {
		{ "an honest host", test_honest },
		{ "an area that is updated late", test_late_update },
		{ "updated late before the first reading", test_late_first },
		{ "a restart at zero", test_restart },
		{ "a restart between two readings", test_restart_unseen },
		{ "a restart of a small count", test_restart_small },
		{ "another host", test_other_host },
		{ "below zero once", test_below_zero },
		{ "the first reading is absurd", test_first_absurd },
		{ "the end of 64 bits", test_wrap },
		{ "back and forth", test_jitter },
		{ "faster than time", test_too_fast },
		{ "two readers overtake each other", test_two_readers },
		{ "several threads", test_threads },
	};

	return ktap_run(cases, ARRAY_SIZE(cases));
}
