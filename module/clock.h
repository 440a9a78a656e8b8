/* SPDX-License-Identifier: GPL-2.0 */
/* Clock arithmetic, safe for any values that a host gives. Pure logic. */
#ifndef _PVSHIM_CLOCK_H
#define _PVSHIM_CLOCK_H

#include <linux/types.h>
#include <pvshim/ops.h>

/**
 * pvshim_cycles_to_ns - convert time-stamp counter cycles
 * @cycles: a number of cycles
 * @khz: counter frequency, not 0
 *
 * Context: any.
 * Return: nanoseconds, modulo 2^64.
 */
u64 pvshim_cycles_to_ns(u64 cycles, u32 khz);

/**
 * pvshim_wall_time - put a wall clock reading and its TSC bracket together
 * @sec: seconds since 1970
 * @nsec: nanoseconds, below 1000000000
 * @before: time-stamp counter before the reading
 * @after: the same after the reading
 * @out: the result; left alone on error
 *
 * Return: 0, or -ERANGE if the values cannot be a wall clock of this century
 * or the counter went backwards.
 */
int pvshim_wall_time(s64 sec, u64 nsec, u64 before, u64 after,
		     struct pvshim_host_time *out);

#endif /* _PVSHIM_CLOCK_H */
