// SPDX-License-Identifier: GPL-2.0
/* Clock arithmetic on any numbers, compared with the same in 128 bits. */
#include <errno.h>

#include <linux/kernel.h>

#include "../../module/clock.h"
#include "fuzz.h"

/* The edges of what is accepted, give or take a little, or anything */
static u64 take_near(struct fuzz_input *in, u64 edge)
{
	unsigned int kind = fuzz_take(in, 1);

	return kind & 1 ? edge + (kind >> 1) - 64 : fuzz_take(in, 8);
}

static void try_cycles(struct fuzz_input *in)
{
	u64 cycles = take_near(in, 0);
	u32 khz = fuzz_take(in, 4) ?: 1;

	HOLDS(pvshim_cycles_to_ns(cycles, khz) ==
	      (u64)((__uint128_t)cycles * 1000000 / khz));
}

static void try_wall(struct fuzz_input *in)
{
	u64 edge = fuzz_take(in, 1) & 1 ? 946684800 : 7258118400;
	struct pvshim_host_time *time = calloc(1, sizeof(*time));
	s64 sec = take_near(in, edge);
	u64 nsec = take_near(in, 1000000000), before = take_near(in, 0);
	u64 after = take_near(in, before);
	int good = sec >= 946684800 && sec < 7258118400 && nsec < 1000000000 &&
		   after >= before;

	HOLDS(pvshim_wall_time(sec, nsec, before, after, time) ==
	      (good ? 0 : -ERANGE));
	if (good) {
		HOLDS(time->wall_ns == (__uint128_t)sec * 1000000000 + nsec);
		HOLDS(time->tsc >= before && time->tsc <= after);
		HOLDS(time->tsc + time->tsc_error == after);
		HOLDS(time->tsc_error >= time->tsc - before);
	} else {
		HOLDS(!time->wall_ns && !time->tsc && !time->tsc_error);
	}
	free(time);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };

	if (fuzz_take(&in, 1) & 1)
		try_cycles(&in);
	else
		try_wall(&in);
	return 0;
}
