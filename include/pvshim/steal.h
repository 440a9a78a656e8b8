/* SPDX-License-Identifier: GPL-2.0 */
/* For providers of a steal clock: from a host's count to what callers get. */
#ifndef _PVSHIM_STEAL_H
#define _PVSHIM_STEAL_H

#include <linux/atomic.h>
#include <linux/percpu.h>
#include <linux/types.h>

/**
 * struct pvshim_steal_base - what later readings are compared with
 * @ns: what the host said, nanoseconds
 * @since: a time at which it was still less, nanoseconds since boot
 */
struct pvshim_steal_base {
	u64 ns;
	u64 since;
};

/**
 * struct pvshim_steal_count - what is known of a host's count of one CPU
 * @total: what callers get, nanoseconds
 * @base: what the next reading is compared with
 * @other: a reading that did not follow the base; the next may follow this
 * @begun: when the last reading that became the base began, nanoseconds since boot
 * @ended: when the last reading ended
 * @has_base: there was a reading
 * @has_other: @other is one
 * @busy: a reader is adding its reading
 */
struct pvshim_steal_count {
	u64 total;
	struct pvshim_steal_base base;
	struct pvshim_steal_base other;
	u64 begun;
	u64 ended;
	bool has_base;
	bool has_other;
	atomic_t busy;
};

/**
 * struct pvshim_steal_filter - turns one provider's counts into steal clocks
 * @counts: per CPU
 * @clamped: how many readings were smaller than one before, or larger by more than
 *	the time that had passed
 */
struct pvshim_steal_filter {
	struct pvshim_steal_count __percpu *counts;
	atomic_long_t clamped;
};

/**
 * DEFINE_PVSHIM_STEAL_FILTER - define a provider's steal filter
 * @name: variable to define, static to the file
 */
#define DEFINE_PVSHIM_STEAL_FILTER(name)                         \
	static DEFINE_PER_CPU_ALIGNED(struct pvshim_steal_count, \
				      name##_counts);            \
	static struct pvshim_steal_filter name = {               \
		.counts = &name##_counts,                        \
	}

/**
 * pvshim_steal_begin - note the time before a host is asked
 *
 * Context: any.
 * Return: the time, for pvshim_steal_filter().
 */
u64 pvshim_steal_begin(void);

/**
 * pvshim_steal_filter - pass a host's steal time on, never backwards
 * @filter: the provider's own filter
 * @cpu: the CPU that @ns is about, any possible one
 * @begun: what pvshim_steal_begin() returned before the host was asked
 * @ns: what the host said, nanoseconds
 *
 * The host's count may begin anew, on another host for instance, or jump to a value
 * that it cannot have reached; see module/steal-count.h for how such a reading is handled.
 *
 * Context: any.
 * Return: nanoseconds since an arbitrary start; never less than before.
 */
u64 pvshim_steal_filter(struct pvshim_steal_filter *filter, int cpu, u64 begun,
			u64 ns);

/**
 * pvshim_steal_last - what a CPU's steal clock showed last
 * @filter: the provider's own filter
 * @cpu: the CPU, any possible one
 *
 * For when the host does not answer.
 *
 * Context: any.
 * Return: nanoseconds, as from pvshim_steal_filter().
 */
u64 pvshim_steal_last(const struct pvshim_steal_filter *filter, int cpu);

#endif /* _PVSHIM_STEAL_H */
