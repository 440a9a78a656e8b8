// SPDX-License-Identifier: GPL-2.0
/* The one caller of the operation crash_notify: panic(). */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>

#include <pvshim/call.h>

#include "crash.h"

/* A call site like all others: nothing is looked up or locked here. */
static int crash_event(struct notifier_block *nb, unsigned long event,
		       void *reason)
{
	pvshim_call(crash_notify)(reason);
	return NOTIFY_DONE;
}

/* Last, because a hypervisor may end the guest there and then. */
static struct notifier_block crash_notifier = {
	.notifier_call = crash_event,
	.priority = INT_MIN,
};

void pvshim_crash_init(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &crash_notifier);
}

void pvshim_crash_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &crash_notifier);
}
