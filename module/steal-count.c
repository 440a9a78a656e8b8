// SPDX-License-Identifier: GPL-2.0
/* From a host's count of steal time to a clock that never goes backwards. */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/time64.h>

#include "steal-count.h"

/* For how long a host may not have updated its count before the first reading */
#define FIRST_LAG (10 * (u64)NSEC_PER_SEC)
/* The host's clock and ours are not the same one. */
#define TOLERANCE (20 * (u64)NSEC_PER_MSEC)
/* No machine runs for 36 years: a first reading above that is not believed. */
#define FIRST_MAX BIT_ULL(60)

static u64 since(u64 then, u64 now)
{
	return now > then ? now - then : 0;
}

/* How much can have been stolen in so much time. */
static u64 possible(u64 elapsed)
{
	return elapsed + elapsed / 64 + TOLERANCE;
}

static bool follows(const struct pvshim_steal_base *base, u64 now, u64 ns)
{
	return ns >= base->ns &&
	       ns - base->ns <= possible(since(base->since, now));
}

static void add(struct pvshim_steal_count *count, u64 ns)
{
	/* Pairs with READ_ONCE() in pvshim_steal_filter() and pvshim_steal_last(). */
	WRITE_ONCE(count->total, count->total + ns);
}

/* The reading is the base from now on; when the last one began it was still less. */
static void rebase(struct pvshim_steal_count *count, u64 begun, u64 ns)
{
	if (ns != count->base.ns)
		count->base = (struct pvshim_steal_base){
			.ns = ns,
			.since = count->begun,
		};
	count->begun = begun;
}

static bool first(struct pvshim_steal_count *count, u64 begun, u64 ns)
{
	bool sound = ns <= FIRST_MAX;

	count->has_base = true;
	count->base = (struct pvshim_steal_base){
		.ns = ns,
		.since = since(FIRST_LAG, begun),
	};
	count->begun = begun;
	if (sound)
		add(count, ns);
	return sound;
}

/* Another reader's value came first, although that reader asked later. */
static bool overtaken(const struct pvshim_steal_count *count, u64 begun,
		      u64 now, u64 ns)
{
	return begun <= count->ended && ns < count->base.ns &&
	       count->base.ns - ns <= possible(since(begun, now));
}

static bool began_anew(const struct pvshim_steal_count *count, u64 now, u64 ns)
{
	return ns <= count->base.ns / 2 &&
	       ns <= possible(since(count->begun, now));
}

/* The reading does not follow the base. */
static void start_over(struct pvshim_steal_count *count, u64 begun, u64 now,
		       u64 ns)
{
	const struct pvshim_steal_base old = count->base;

	if (count->has_other && follows(&count->other, now, ns)) {
		add(count, ns - count->other.ns);
	} else if (began_anew(count, now, ns)) {
		add(count, ns);
	} else {
		count->other = (struct pvshim_steal_base){
			.ns = ns,
			.since = count->begun,
		};
		count->has_other = true;
		return;
	}
	rebase(count, begun, ns);
	count->other = old;
	count->has_other = true;
}

static void go_on(struct pvshim_steal_count *count, u64 begun, u64 ns)
{
	add(count, ns - count->base.ns);
	rebase(count, begun, ns);
	count->has_other = false;
}

static bool take_in(struct pvshim_steal_count *count, u64 begun, u64 now,
		    u64 ns)
{
	if (!count->has_base)
		return first(count, begun, ns);
	if (follows(&count->base, now, ns)) {
		go_on(count, begun, ns);
		return true;
	}
	if (overtaken(count, begun, now, ns))
		return true;
	start_over(count, begun, now, ns);
	return false;
}

bool pvshim_steal_count_add(struct pvshim_steal_count *count, u64 begun,
			    u64 now, u64 ns)
{
	bool sound = take_in(count, begun, now, ns);

	count->ended = now;
	return sound;
}
