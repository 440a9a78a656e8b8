// SPDX-License-Identifier: GPL-2.0
/* Clock arithmetic, safe for any values that a host gives. */
#include <linux/errno.h>
#include <linux/time64.h>

#include "clock.h"

/* 2000-01-01 and 2200-01-01: a host that shows another time has no clock. */
#define WALL_FIRST 946684800LL
#define WALL_LAST  7258118400LL

u64 pvshim_cycles_to_ns(u64 cycles, u32 khz)
{
	/*
	 * Not mul_u64_u64_div_u64(): on x86 that is a divide error once the
	 * result does not fit, and @cycles comes from the host. This wraps.
	 */
	return cycles / khz * NSEC_PER_MSEC +
	       cycles % khz * NSEC_PER_MSEC / khz;
}

int pvshim_wall_time(s64 sec, u64 nsec, u64 before, u64 after,
		     struct pvshim_host_time *out)
{
	if (sec < WALL_FIRST || sec >= WALL_LAST || nsec >= NSEC_PER_SEC ||
	    after < before)
		return -ERANGE;

	out->wall_ns = (u64)sec * NSEC_PER_SEC + nsec;
	out->tsc = before + (after - before) / 2;
	out->tsc_error = after - out->tsc;
	return 0;
}
