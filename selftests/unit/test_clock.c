// SPDX-License-Identifier: GPL-2.0
/* Clock arithmetic: never backwards, right to the nanosecond, never a trap. */
#include <errno.h>
#include <pthread.h>
#include <stdint.h>

#include <linux/kernel.h>

#include "../../module/clock.h"
#include "ktap.h"

#define THREADS	 4
#define READINGS 500000
#define SEC	 1000000000ull
/* 2000-01-01 and 2200-01-01, by date(1) */
#define FIRST 946684800ll
#define LAST  7258118400ll

/* A larger reading is passed on, a smaller one is replaced; 0 and 2^64-1 too. */
static void test_forward(void)
{
	static const struct {
		u64 now, passed;
	} rows[] = {
		{ 0, 0 },
		{ 1, 1 },
		{ 1, 1 },
		{ 0, 1 },
		{ 100, 100 },
		{ 99, 100 },
		{ 101, 101 },
		{ 1ull << 63, 1ull << 63 },
		{ 5, 1ull << 63 },
		{ UINT64_MAX, UINT64_MAX },
		{ UINT64_MAX - 1, UINT64_MAX },
		{ 0, UINT64_MAX },
	};
	u64 last = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_EQ(pvshim_clock_forward(&last, rows[i].now),
			  rows[i].passed);
		EXPECT_EQ(last, rows[i].passed);
	}
}

static u64 shared_last, intruder;
static pthread_barrier_t start;

void (*unit_after_read)(void);

static void intrude(void)
{
	shared_last = intruder;
}

/* Another CPU gets in between the look at the last value and the update. */
static void test_forward_interrupted(void)
{
	static const struct {
		u64 last, now, intruder, passed;
	} rows[] = {
		{ 10, 20, 50, 50 },
		{ 10, 20, 15, 20 },
		{ 10, 20, 20, 20 },
		{ 10, 20, 10, 20 },
		{ 0, 1, UINT64_MAX, UINT64_MAX },
	};
	unsigned int i;

	unit_after_read = intrude;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		shared_last = rows[i].last;
		intruder = rows[i].intruder;
		EXPECT_EQ(pvshim_clock_forward(&shared_last, rows[i].now),
			  rows[i].passed);
		EXPECT_EQ(shared_last, rows[i].passed);
	}
	unit_after_read = NULL;
}

struct reader {
	pthread_t thread;
	u64 random;
	u64 largest;
	unsigned long decreased, lost, clamped;
};

/* A clock that jitters back and forth, read by one of several threads. */
static void *read_clock(void *arg)
{
	struct reader *reader = arg;
	u64 now, passed, previous = 0;
	unsigned int i;

	pthread_barrier_wait(&start);
	for (i = 0; i < READINGS; i++) {
		reader->random ^= reader->random << 13;
		reader->random ^= reader->random >> 7;
		reader->random ^= reader->random << 17;
		now = i + reader->random % 1000;
		passed = pvshim_clock_forward(&shared_last, now);
		reader->decreased += passed < previous;
		reader->lost += passed < now;
		reader->clamped += passed > now;
		if (now > reader->largest)
			reader->largest = now;
		previous = passed;
	}
	return NULL;
}

/* Many readers of one clock: nobody sees it go back, no reading gets lost. */
static void test_forward_threads(void)
{
	static struct reader readers[THREADS];
	u64 largest = 0;
	unsigned int i;

	shared_last = 0;
	pthread_barrier_init(&start, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		readers[i].random = 88172645463325252ull + i;
		EXPECT(!pthread_create(&readers[i].thread, NULL, read_clock,
				       &readers[i]));
	}
	for (i = 0; i < THREADS; i++) {
		pthread_join(readers[i].thread, NULL);
		EXPECT_EQ(readers[i].decreased, 0);
		EXPECT_EQ(readers[i].lost, 0);
		/* Else the readings never disagreed and this proved nothing. */
		EXPECT(readers[i].clamped);
		if (readers[i].largest > largest)
			largest = readers[i].largest;
	}
	EXPECT_EQ(shared_last, largest);
	pthread_barrier_destroy(&start);
}

/* Known values, extreme frequencies, and results that do not fit. */
static void test_cycles_to_ns(void)
{
	static const struct {
		u64 cycles;
		u32 khz;
		u64 ns;
	} rows[] = {
		{ 0, 1, 0 },
		{ 1, 1, 1000000 },
		{ 7, 1, 7000000 },
		{ 0, UINT32_MAX, 0 },
		{ 1, 1000000, 1 },
		{ 2400000, 2400000, 1000000 },
		{ 2399999, 2400000, 999999 },
		{ 1, 2400000, 0 },
		{ 3, 2000000, 1 },
		{ 2400000000ull * 86400, 2400000, 86400 * SEC },
		{ UINT32_MAX - 1ull, UINT32_MAX, 999999 },
		{ 1ull << 32, UINT32_MAX, 1000000 },
		{ UINT64_MAX, 1000000, UINT64_MAX },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		EXPECT_EQ(pvshim_cycles_to_ns(rows[i].cycles, rows[i].khz),
			  rows[i].ns);
}

/* The exact product in 128 bits, cut off to 64, is the promised result. */
static void test_cycles_to_ns_wraps(void)
{
	static const u64 cycles[] = {
		0,	    1,
		999999,	    1ull << 32,
		1ull << 44, 18446744073710ull,
		1ull << 63, UINT64_MAX - 1,
		UINT64_MAX,
	};
	static const u32 khz[] = {
		1, 2, 3, 999, 1000, 2399987, 1u << 31, UINT32_MAX,
	};
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(cycles); i++)
		for (k = 0; k < ARRAY_SIZE(khz); k++)
			EXPECT_EQ(pvshim_cycles_to_ns(cycles[i], khz[k]),
				  (u64)((__uint128_t)cycles[i] * 1000000 /
					khz[k]));
}

/* What is a wall clock of this century, and what must be refused. */
static void test_wall_time_limits(void)
{
	static const struct {
		s64 sec;
		u64 nsec, before, after;
		int ret;
	} rows[] = {
		{ FIRST, 0, 0, 0, 0 },
		{ FIRST - 1, SEC - 1, 0, 0, -ERANGE },
		{ LAST - 1, SEC - 1, 0, 0, 0 },
		{ LAST, 0, 0, 0, -ERANGE },
		{ 0, 0, 0, 0, -ERANGE },
		{ -1, 0, 0, 0, -ERANGE },
		{ INT64_MIN, 0, 0, 0, -ERANGE },
		{ INT64_MAX, 0, 0, 0, -ERANGE },
		{ FIRST, SEC - 1, 0, 0, 0 },
		{ FIRST, SEC, 0, 0, -ERANGE },
		{ FIRST, UINT64_MAX, 0, 0, -ERANGE },
		{ FIRST, 0, 1, 0, -ERANGE },
		{ FIRST, 0, UINT64_MAX, 0, -ERANGE },
		{ FIRST, 0, UINT64_MAX, UINT64_MAX, 0 },
	};
	struct pvshim_host_time out;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		out = (struct pvshim_host_time){ 11, 22, 33 };
		EXPECT(pvshim_wall_time(rows[i].sec, rows[i].nsec,
					rows[i].before, rows[i].after,
					&out) == rows[i].ret);
		if (rows[i].ret)
			EXPECT(out.wall_ns == 11 && out.tsc == 22 &&
			       out.tsc_error == 33);
		else
			EXPECT_EQ(out.wall_ns,
				  (u64)rows[i].sec * SEC + rows[i].nsec);
	}
}

/* The bracket: its middle, with an error that reaches both of its ends. */
static void test_wall_time_bracket(void)
{
	static const struct {
		u64 before, after, tsc, error;
	} rows[] = {
		{ 0, 0, 0, 0 },
		{ 5, 5, 5, 0 },
		{ 10, 11, 10, 1 },
		{ 10, 12, 11, 1 },
		{ 10, 13, 11, 2 },
		{ 1ull << 63, (1ull << 63) + 100, (1ull << 63) + 50, 50 },
		{ UINT64_MAX - 1, UINT64_MAX, UINT64_MAX - 1, 1 },
		{ 0, UINT64_MAX - 1, UINT64_MAX / 2, UINT64_MAX / 2 },
		{ 0, UINT64_MAX, UINT64_MAX / 2, 1ull << 63 },
	};
	struct pvshim_host_time out;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT(!pvshim_wall_time(FIRST, 0, rows[i].before,
					 rows[i].after, &out));
		EXPECT_EQ(out.tsc, rows[i].tsc);
		EXPECT_EQ(out.tsc_error, rows[i].error);
	}
}

int main(void)
{
	static const struct ktap_case cases[] = {
		{ "forward", test_forward },
		{ "forward, interrupted", test_forward_interrupted },
		{ "forward, several threads", test_forward_threads },
		{ "cycles to ns", test_cycles_to_ns },
		{ "cycles to ns wraps", test_cycles_to_ns_wraps },
		{ "wall time limits", test_wall_time_limits },
		{ "wall time bracket", test_wall_time_bracket },
	};

	return ktap_run(cases, ARRAY_SIZE(cases));
}
