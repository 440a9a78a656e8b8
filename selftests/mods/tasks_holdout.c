// SPDX-License-Identifier: GPL-2.0
/*
 * A task that Tasks RCU has to wait for as long as the module is loaded, for the
 * selftests: it never leaves the CPU by itself. RCU and other tasks get theirs.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>

static struct task_struct *task;

static int hold_out(void *unused)
{
	while (!kthread_should_stop()) {
		cpu_relax();
		cond_resched();
	}
	return 0;
}

static int __init tasks_holdout_init(void)
{
	task = kthread_run(hold_out, NULL, "pvshim_holdout");
	return PTR_ERR_OR_ZERO(task);
}
module_init(tasks_holdout_init);

static void __exit tasks_holdout_exit(void)
{
	kthread_stop(task);
}
module_exit(tasks_holdout_exit);

MODULE_DESCRIPTION("A task that Tasks RCU waits for, for pvshim's selftests");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
