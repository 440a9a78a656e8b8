// SPDX-License-Identifier: GPL-2.0
/* What two samples say together: which part of the time was stolen. */
#include <string.h>

#include "rates.h"

/*
 * A kernel that accounts at ticks, and skips them while it is idle, may account a little
 * later what was stolen before.
 */
#define LATE 20000000ull /* ns */

const char *no_rate_words(enum no_rate why)
{
	static const char *const words[] = {
		[RATE_NATIVE] = "no provider serves steal_clock",
		[RATE_OTHER_PROVIDER] = "another provider than before",
		[RATE_OFFLINE] = "the CPU is offline",
		[RATE_WAS_OFFLINE] = "the CPU was offline",
		[RATE_ANEW] = "the count began anew",
		[RATE_NO_TIME] = "no time has passed",
		[RATE_TOO_MUCH] = "more was counted than time has passed",
	};

	return words[why];
}

static bool same_provider(const struct sample *now, const struct sample *before)
{
	return !strcmp(sample_provider(now, "steal_clock"),
		       sample_provider(before, "steal_clock"));
}

static enum no_rate why_no_rate(const struct sample *now,
				const struct sample *before,
				const struct cpu_sample *cpu,
				const struct cpu_sample *then)
{
	if (!sample_served(now, "steal_clock"))
		return RATE_NATIVE;
	if (!same_provider(now, before))
		return RATE_OTHER_PROVIDER;
	if (!cpu->online)
		return RATE_OFFLINE;
	if (!then || !then->online)
		return RATE_WAS_OFFLINE;
	if (cpu->stolen < then->stolen)
		return RATE_ANEW;
	if (cpu->begun <= then->done)
		return RATE_NO_TIME;
	if (cpu->stolen - then->stolen > cpu->done - then->begun + LATE)
		return RATE_TOO_MUCH;
	return RATE_KNOWN;
}

/* The middle of what a reading may be of */
static double time_of(const struct cpu_sample *cpu)
{
	return cpu->begun / 2.0 + cpu->done / 2.0;
}

struct rate rate_of(const struct sample *now, const struct sample *before,
		    size_t i)
{
	const struct cpu_sample *cpu = &now->cpu[i];
	const struct cpu_sample *then = sample_cpu(before, cpu->number);
	struct rate rate = { .why = why_no_rate(now, before, cpu, then) };

	if (rate.why)
		return rate;
	rate.value =
		(cpu->stolen - then->stolen) / (time_of(cpu) - time_of(then));
	if (rate.value > 1)
		rate.value = 1;
	return rate;
}

struct rate rate_of_all(const struct sample *now, const struct sample *before)
{
	struct rate all = {};
	size_t online = 0;
	size_t i;

	for (i = 0; i < now->nr; i++) {
		struct rate rate = rate_of(now, before, i);

		if (!now->cpu[i].online)
			continue;
		if (rate.why)
			return rate;
		all.value += rate.value;
		online++;
	}
	if (!online)
		return (struct rate){ .why = RATE_OFFLINE };
	all.value /= online;
	return all;
}
