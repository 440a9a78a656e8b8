/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A reading of the TSC for get_device_system_crosststamp(). Kernels know the clocksource of
 * a reading by a number, older ones by its structure, which that of the TSC does not
 * export.
 */
#ifndef _PVSHIM_COMPAT_CROSSTSTAMP_H
#define _PVSHIM_COMPAT_CROSSTSTAMP_H

#include <linux/clocksource_ids.h>
#include <linux/ktime.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>
#include <linux/types.h>

#ifdef PVSHIM_HAVE_CSID_TSC

#define PVSHIM_HAS_CROSSTSTAMP true

static inline struct system_counterval_t pvshim_tsc_reading(u64 tsc)
{
	return (struct system_counterval_t){
		.cycles = tsc,
		.cs_id = CSID_X86_TSC,
	};
}

#else

#define PVSHIM_HAS_CROSSTSTAMP false

/* Without a clocksource, which matches none */
static inline struct system_counterval_t pvshim_tsc_reading(u64 tsc)
{
	return (struct system_counterval_t){ .cycles = tsc };
}

#endif

/* The time at which the search for a cross timestamp begins */
static inline void
pvshim_crosststamp_begin(const struct system_device_crosststamp *result,
			 struct system_time_snapshot *begin)
{
#ifdef PVSHIM_HAVE_SNAPSHOT_ID
	ktime_get_snapshot_id(result->clock_id, begin);
#else
	ktime_get_snapshot(begin);
#endif
}

#endif /* _PVSHIM_COMPAT_CROSSTSTAMP_H */
