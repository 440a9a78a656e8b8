/* SPDX-License-Identifier: GPL-2.0 */
/* What two samples say together: rates, and what has happened between them. */
#ifndef _PVSHIMCTL_RATES_H
#define _PVSHIMCTL_RATES_H

#include "sample.h"

/* Why a rate cannot be told */
enum no_rate {
	RATE_KNOWN,
	RATE_NATIVE,
	RATE_OTHER_PROVIDER,
	RATE_OFFLINE,
	RATE_WAS_OFFLINE,
	RATE_ANEW,
	RATE_NO_TIME,
	RATE_TOO_MUCH,
};

/* NULL if the rate is known */
const char *no_rate_words(enum no_rate why);

/**
 * struct rate - which part of the time between two samples was stolen from a CPU
 * @why: RATE_KNOWN, or why that cannot be told
 * @value: 0 to 1, if it is known
 */
struct rate {
	enum no_rate why;
	double value;
};

/**
 * rate_of - that of one CPU
 * @now: the later sample
 * @before: the earlier one
 * @i: index of the CPU in @now
 *
 * Return: the rate. None is told where the count is not that of one host that the CPU had
 * all the time.
 */
struct rate rate_of(const struct sample *now, const struct sample *before,
		    size_t i);

/**
 * rate_of_all - the mean of the CPUs that are online
 * @now: the later sample
 * @before: the earlier one
 *
 * Return: the rate, if that of each can be told.
 */
struct rate rate_of_all(const struct sample *now, const struct sample *before);

/**
 * struct event - what has happened between two samples
 * @kind: "module", "provider", "cpu", "steal", "host_clock" or "guest_clock"
 * @text: in words
 */
struct event {
	const char *kind;
	char *text;
};

struct events {
	struct event *event;
	size_t nr;
};

void events_find(struct events *events, const struct sample *now,
		 const struct sample *before);
void events_free(struct events *events);

#endif /* _PVSHIMCTL_RATES_H */
