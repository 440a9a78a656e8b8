// SPDX-License-Identifier: GPL-2.0
/* The CPUs of this process, and what time it is. */
#define _GNU_SOURCE
#include <errno.h>

#include "cpus.h"

unsigned int nr_cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : CPU_COUNT(&set);
}

int stay_on(const cpu_set_t *all, unsigned int number)
{
	cpu_set_t set;
	int cpu;

	for (cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, all) && !number--)
			break;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? errno : 0;
}

unsigned long long clock_ns(clockid_t clock)
{
	struct timespec now = {};

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

unsigned long now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

struct ticks ticks_start(void)
{
	return (struct ticks){ .tsc = __builtin_ia32_rdtsc(), .ns = now_ns() };
}

double ticks_stop(const struct ticks *start)
{
	unsigned long tsc = __builtin_ia32_rdtsc() - start->tsc;

	return tsc ? (double)(now_ns() - start->ns) / tsc : 0;
}
