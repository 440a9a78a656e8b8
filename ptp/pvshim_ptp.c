// SPDX-License-Identifier: GPL-2.0
/*
 * A PTP clock that shows the host's time, for chronyd, phc2sys and the like. It is there
 * as long as a provider serves host_time, and cannot be set.
 */
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/ptp_clock_kernel.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

#include <asm/tsc.h>

#include <pvshim/call.h>
#include <pvshim/served.h>

#include "compat/crosststamp.h"

/* A cross timestamp is of one instant, to within this */
#define MOST_ERROR_NS 1000

/* An interrupt, or another guest, may come between the readings of the two clocks. */
#define TRIES 5

static int host_gettimex(struct ptp_clock_info *info, struct timespec64 *host,
			 struct ptp_system_timestamp *system)
{
	struct pvshim_host_time time;
	int ret;

	ptp_read_system_prets(system);
	ret = pvshim_call(host_time)(&time);
	ptp_read_system_postts(system);
	if (!ret)
		*host = ns_to_timespec64(time.wall_ns);
	return ret;
}

static bool is_one_instant(const struct pvshim_host_time *time)
{
	u64 cycles = mul_u32_u32(tsc_khz, MOST_ERROR_NS) / USEC_PER_SEC;

	return time->tsc_error <= cycles;
}

static int read_pair(ktime_t *host, struct system_counterval_t *tsc,
		     void *unused)
{
	struct pvshim_host_time time;
	int ret, i;

	for (i = 0; i < TRIES; i++) {
		ret = pvshim_call(host_time)(&time);
		if (ret)
			return ret;
		if (!is_one_instant(&time))
			continue;
		*host = ns_to_ktime(time.wall_ns);
		*tsc = pvshim_tsc_reading(time.tsc);
		return 0;
	}
	return -EOPNOTSUPP;
}

/* Refused with -ENODEV where the kernel's clocksource is not the TSC. */
static int host_getcrosststamp(struct ptp_clock_info *info,
			       struct system_device_crosststamp *result)
{
	struct system_time_snapshot begin;

	pvshim_crosststamp_begin(result, &begin);
	return get_device_system_crosststamp(read_pair, NULL, &begin, result);
}

static int host_settime(struct ptp_clock_info *info,
			const struct timespec64 *time)
{
	return -EOPNOTSUPP;
}

static int host_adjtime(struct ptp_clock_info *info, s64 delta)
{
	return -EOPNOTSUPP;
}

static int host_adjfine(struct ptp_clock_info *info, long scaled_ppm)
{
	return -EOPNOTSUPP;
}

static int host_enable(struct ptp_clock_info *info,
		       struct ptp_clock_request *request, int on)
{
	return -EOPNOTSUPP;
}

static const struct ptp_clock_info template = {
	.owner = THIS_MODULE,
	.name = "pvshim host time",
	.gettimex64 = host_gettimex,
	.getcrosststamp = PVSHIM_HAS_CROSSTSTAMP ? host_getcrosststamp : NULL,
	.settime64 = host_settime,
	.adjtime = host_adjtime,
	.adjfine = host_adjfine,
	.enable = host_enable,
};

/* Changed by the notifier, and at exit when it is not called any more */
static struct ptp_clock *clock;
static struct ptp_clock_info info;

static void appear(void)
{
	/* The kernel writes to it, and expects what it has not written yet. */
	info = template;
	clock = ptp_clock_register(&info, NULL);
	if (IS_ERR_OR_NULL(clock)) {
		pr_warn("no clock: error %d\n", PTR_ERR_OR_ZERO(clock));
		clock = NULL;
	}
}

/* Waits for readers. Who has it open gets -ENODEV from now on. */
static void vanish(void)
{
	if (clock)
		ptp_clock_unregister(clock);
	clock = NULL;
}

/*
 * A change from one provider to another leaves the clock as it is, so that programs which
 * have it open follow. An operation is native before its binding is said to be, and a
 * reader gets -EOPNOTSUPP meanwhile.
 */
static int follow(struct notifier_block *nb, unsigned long op, void *data)
{
	const struct pvshim_binding *host_time = data;

	if (op != PVSHIM_OP_host_time)
		return NOTIFY_DONE;
	if (!host_time->served)
		vanish();
	else if (!clock)
		appear();
	if (clock)
		pr_info("ptp%d shows the time of %s\n", ptp_clock_index(clock),
			host_time->provider);
	return NOTIFY_OK;
}

static struct notifier_block follower = { .notifier_call = follow };

static int __init pvshim_ptp_init(void)
{
	return pvshim_register_notifier(&follower);
}
module_init(pvshim_ptp_init);

static void __exit pvshim_ptp_exit(void)
{
	pvshim_unregister_notifier(&follower);
	vanish();
}
module_exit(pvshim_ptp_exit);

MODULE_DESCRIPTION("PTP clock that shows the time of the host, whichever it is");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
