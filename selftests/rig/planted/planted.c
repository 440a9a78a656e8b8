// SPDX-License-Identifier: GPL-2.0
/*
 * What goes wrong in the kernel of a planted guest, on request:
 *
 *	how=warn	a WARNING
 *	how=oops	a NULL pointer is followed
 *	how=atomic	a sleep where none is allowed
 *	how=spin	no scheduling on this CPU for some seconds
 *	how=block	no answer to any signal for some seconds
 *	how=hang	nothing ever again on this CPU, interrupts off
 *	how=stay	no power-off: the caller never returns
 *	how=release	uname says another release
 *
 * selftests/rig/check builds it and gives it to the planted guests alone.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/utsname.h>

static char *how = "nothing";
module_param(how, charp, 0444);
MODULE_PARM_DESC(how, "warn, oops, atomic, spin, block, hang, stay or release");

static uint seconds = 4;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "How long spin and block take");

static void warn(void)
{
	WARN(1, "planted\n");
}

static void oops(void)
{
	int *nothing = NULL;

	OPTIMIZER_HIDE_VAR(nothing);
	WRITE_ONCE(*nothing, 1);
}

/* A count that every kernel configuration keeps. */
static void atomic(void)
{
	local_bh_disable();
	schedule_timeout_uninterruptible(1);
	local_bh_enable();
}

/* For the watchdog of soft lockups, and for RCU once it waits for this CPU. */
static void spin(void)
{
	unsigned long end = jiffies + seconds * HZ;

	start_poll_synchronize_rcu();
	cond_resched(); /* its thread may need this very CPU to begin */
	preempt_disable();
	while (time_before(jiffies, end))
		cpu_relax();
	preempt_enable();
}

static void block(void)
{
	unsigned long end = jiffies + seconds * HZ;

	/* One long sleep: the hung task detector counts switches. */
	while (time_before(jiffies, end))
		schedule_timeout_uninterruptible(end - jiffies);
}

/* Halted, so that the emulator does not burn a core meanwhile. */
static void hang(void)
{
	local_irq_disable();
	for (;;)
		asm volatile("hlt");
}

static int never(struct notifier_block *nb, unsigned long action, void *data)
{
	for (;;)
		schedule_timeout_uninterruptible(HZ);
	return NOTIFY_DONE;
}

static struct notifier_block at_reboot = {
	.notifier_call = never,
};

/* Holds the module: the notifier has to outlive the test. */
static void stay(void)
{
	__module_get(THIS_MODULE);
	register_reboot_notifier(&at_reboot);
}

static void release(void)
{
	strscpy(init_uts_ns.name.release, "1.2.3-planted",
		sizeof(init_uts_ns.name.release));
}

static const struct {
	const char *name;
	void (*act)(void);
} deeds[] = {
	{ .name = "warn", .act = warn },
	{ .name = "oops", .act = oops },
	{ .name = "atomic", .act = atomic },
	{ .name = "spin", .act = spin },
	{ .name = "block", .act = block },
	{ .name = "hang", .act = hang },
	{ .name = "stay", .act = stay },
	{ .name = "release", .act = release },
};

static int __init planted_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(deeds); i++) {
		if (!strcmp(how, deeds[i].name)) {
			deeds[i].act();
			return 0;
		}
	}
	pr_err("how=%s is unknown\n", how);
	return -EINVAL;
}
module_init(planted_init);

static void __exit planted_exit(void)
{
}
module_exit(planted_exit);

MODULE_DESCRIPTION("Misbehaves on request, for the selftests of the test rig");
MODULE_LICENSE("GPL");
