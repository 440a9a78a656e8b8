// SPDX-License-Identifier: GPL-2.0
/*
 * Any readings of a host's count at any times, true or not, by readers that overtake
 * each other: what is passed on must not go back, and a host that lies must not get far
 * ahead of the time. What becomes of a host that counts is for fuzz_steal_count.c.
 */
#include <linux/kernel.h>

#include "../../module/steal-count.h"
#include "fuzz.h"

#define MS  1000000ULL
#define SEC (1000 * MS)

/* Near the reading before, or of any size */
static u64 take_reading(struct fuzz_input *in, u64 before)
{
	switch (fuzz_take(in, 1) % 4) {
	case 0:
		return before + fuzz_take(in, 4);
	case 1:
		return before - fuzz_take(in, 3);
	case 2:
		return fuzz_take(in, 4);
	default:
		return fuzz_take(in, 8);
	}
}

/*
 * Two counts in turns, and each from the beginning of the reading before: three times
 * as much as the time, and each reading may be a tolerance ahead, and begin early;
 * before the first one the host may have counted for ten seconds.
 */
static u64 most(u64 passed, u64 readings)
{
	return 3 * passed + passed / 8 + readings * 40 * MS + 11 * SEC;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };
	struct pvshim_steal_count count = {};
	u64 now = fuzz_take(&in, 6), first = 0, begun, old, ns = 0;
	u64 readings = 0, grown = 0;

	do {
		begun = now + fuzz_take(&in, 4);
		now = begun + fuzz_take(&in, 2);
		/* a reader that was kept from its work */
		if (fuzz_take(&in, 1) % 16 == 0)
			begun = begun > 5 * MS ? begun - 5 * MS : 0;
		ns = take_reading(&in, ns);
		old = count.total;
		pvshim_steal_count_add(&count, begun, now, ns);
		HOLDS(count.total >= old);
		if (readings++)
			grown += count.total - old;
		else
			first = now;
		HOLDS(grown <= most(now - first, readings));
	} while (in.left);
	return 0;
}
