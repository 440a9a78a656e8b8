/* SPDX-License-Identifier: GPL-2.0 */
/* The CPUs of this process, and what time it is. */
#ifndef _PVSHIMCTL_CPUS_H
#define _PVSHIMCTL_CPUS_H

#include <sched.h>
#include <time.h>

/* How many CPUs this process may run on. */
unsigned int nr_cpus(void);

/**
 * stay_on - let this thread run on one CPU alone
 * @all: where the process might run before any thread of it stayed anywhere
 * @number: which of these, counted from 0
 *
 * Return: 0 or an errno.
 */
int stay_on(const cpu_set_t *all, unsigned int number);

/* In nanoseconds; 0 where the kernel has no such clock */
unsigned long long clock_ns(clockid_t clock);
/* The monotonic one */
unsigned long now_ns(void);

/**
 * struct ticks - reading times from the TSC, at its frequency
 * @tsc: the TSC at the start
 * @ns: the monotonic clock at the start, in nanoseconds
 *
 * Where it is not the kernel's clocksource, asking the kernel takes longer than a flush.
 */
struct ticks {
	unsigned long tsc, ns;
};

struct ticks ticks_start(void);
/* How many nanoseconds a tick took since then. */
double ticks_stop(const struct ticks *start);

#endif /* _PVSHIMCTL_CPUS_H */
