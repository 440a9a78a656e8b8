// SPDX-License-Identifier: GPL-2.0
/* Clock arithmetic: right to the nanosecond, never a trap. */
#include <errno.h>
#include <stdint.h>

#include <linux/kernel.h>

#include "../../module/clock.h"
#include "ktap.h"

#define SEC 1000000000ull
/* 2000-01-01 and 2200-01-01, by date(1) */
#define FIRST 946684800ll
#define LAST  7258118400ll

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
		{ "cycles to ns", test_cycles_to_ns },
		{ "cycles to ns wraps", test_cycles_to_ns_wraps },
		{ "wall time limits", test_wall_time_limits },
		{ "wall time bracket", test_wall_time_bracket },
	};

	return ktap_run(cases, ARRAY_SIZE(cases));
}
