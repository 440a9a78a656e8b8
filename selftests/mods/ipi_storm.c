// SPDX-License-Identifier: GPL-2.0
/*
 * Calls of functions on other CPUs, as fast as they go and from all CPUs, for the
 * selftests. Each must arrive exactly once, so every CPU counts what it has sent to
 * each other one and what it got from each. A thread beside them watches whether
 * the steal time of a CPU goes back.
 *
 *	/sys/kernel/debug/pvshim_ipi_storm/run		write 1: begin, 0: end
 *	/sys/kernel/debug/pvshim_ipi_storm/counts	exact when it has ended
 *
 * What a broadcast takes is measured in ipi_latency.c.
 */
#include <linux/cpu.h>
#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/kernel_stat.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "ipi_latency.h"

static unsigned int pause_us;
module_param(pause_us, uint, 0644);
MODULE_PARM_DESC(pause_us, "Rest of each CPU after a call");

/* From one CPU to another, counted by the former and by the latter. */
struct pair {
	unsigned long sent;
	unsigned long got;
};

static struct pair *pairs; /* of all CPUs with all, the sender first */
static DEFINE_PER_CPU(cpumask_t, others);
static DEFINE_PER_CPU(struct task_struct *, senders);
static struct task_struct *watcher;
static DEFINE_MUTEX(storm_mutex);
static struct dentry *dir;

static atomic_long_t calls;
static unsigned long steal_backwards, steal_looks;

static struct pair *pair(int from, int to)
{
	return &pairs[from * nr_cpu_ids + to];
}

/* Only this CPU counts here, with interrupts off. */
static void arrive(void *sender)
{
	int from = (long)sender;

	pair(from, smp_processor_id())->got++;
}

/* No CPU of the mask can go offline before preemption is on again. */
static void send(bool wait)
{
	int cpu, me = get_cpu();
	cpumask_t *mask = this_cpu_ptr(&others);

	cpumask_copy(mask, cpu_online_mask);
	cpumask_clear_cpu(me, mask);
	for_each_cpu(cpu, mask)
		pair(me, cpu)->sent++;
	smp_call_function_many(mask, arrive, (void *)(long)me, wait);
	put_cpu();
	atomic_long_inc(&calls);
}

/* Nice, with a quiescent state after each call: switches come first. */
static int send_on_and_on(void *unused)
{
	bool wait = false;

	set_user_nice(current, MAX_NICE);
	while (!kthread_should_stop()) {
		send(wait);
		wait = !wait;
		if (pause_us)
			usleep_range(pause_us, 2 * pause_us);
		cond_resched_tasks_rcu_qs();
	}
	return 0;
}

/* What the scheduler has counted, which /proc/stat shows in whole ticks. */
static u64 steal_of(int cpu)
{
	return READ_ONCE(kcpustat_cpu(cpu).cpustat[CPUTIME_STEAL]);
}

static int watch_steal(void *unused)
{
	u64 *seen = kcalloc(nr_cpu_ids, sizeof(*seen), GFP_KERNEL);
	int cpu;

	while (!kthread_should_stop()) {
		for_each_possible_cpu(cpu) {
			u64 now = steal_of(cpu);

			if (seen && now < seen[cpu])
				steal_backwards++;
			if (seen)
				seen[cpu] = now;
		}
		steal_looks++;
		msleep(20);
	}
	kfree(seen);
	return 0;
}

static void stop_thread(struct task_struct **task)
{
	if (!IS_ERR_OR_NULL(*task))
		kthread_stop(*task);
	*task = NULL;
}

static void nothing(void *unused)
{
}

/*
 * A call that waits may overtake an earlier one that does not. When two that wait
 * have arrived, one after the other, all earlier ones have arrived as well.
 */
static void storm_end(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		stop_thread(per_cpu_ptr(&senders, cpu));
	stop_thread(&watcher);
	on_each_cpu(nothing, NULL, true);
	on_each_cpu(nothing, NULL, true);
}

static int storm_begin(void)
{
	struct task_struct **task;
	int cpu;

	if (watcher)
		return -EBUSY;
	watcher = kthread_run(watch_steal, NULL, "ipi_storm/steal");
	if (IS_ERR(watcher))
		goto failed;
	for_each_online_cpu(cpu) {
		task = per_cpu_ptr(&senders, cpu);
		*task = kthread_run_on_cpu(send_on_and_on, NULL, cpu,
					   "ipi_storm/%u");
		if (IS_ERR(*task))
			goto failed;
	}
	return 0;
failed:
	storm_end();
	return -ENOMEM;
}

static int run_set(void *unused, u64 value)
{
	int ret = 0;

	mutex_lock(&storm_mutex);
	if (value)
		ret = storm_begin();
	else
		storm_end();
	mutex_unlock(&storm_mutex);
	return ret;
}
DEFINE_DEBUGFS_ATTRIBUTE(run_fops, NULL, run_set, "%llu\n");

static void show_cpu(struct seq_file *m, int cpu)
{
	unsigned long sent = 0, got = 0, wrong = 0;
	int from;

	for_each_possible_cpu(from) {
		const struct pair *p = pair(from, cpu);

		sent += READ_ONCE(p->sent);
		got += READ_ONCE(p->got);
		wrong += READ_ONCE(p->sent) != READ_ONCE(p->got);
	}
	seq_printf(m, "cpu %d sent %lu got %lu wrong %lu steal_ns %llu\n", cpu,
		   sent, got, wrong, steal_of(cpu));
}

static int counts_show(struct seq_file *m, void *unused)
{
	int cpu;

	mutex_lock(&storm_mutex);
	for_each_possible_cpu(cpu)
		show_cpu(m, cpu);
	seq_printf(m, "calls %ld steal_looks %lu steal_backwards %lu\n",
		   atomic_long_read(&calls), steal_looks, steal_backwards);
	mutex_unlock(&storm_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counts);

static int __init ipi_storm_init(void)
{
	pairs = kvcalloc(nr_cpu_ids * nr_cpu_ids, sizeof(*pairs), GFP_KERNEL);
	if (!pairs)
		return -ENOMEM;
	dir = debugfs_create_dir("pvshim_ipi_storm", NULL);
	debugfs_create_file("run", 0200, dir, NULL, &run_fops);
	debugfs_create_file("counts", 0400, dir, NULL, &counts_fops);
	ipi_latency_create(dir);
	return 0;
}
module_init(ipi_storm_init);

static void __exit ipi_storm_exit(void)
{
	debugfs_remove(dir);
	storm_end();
	kvfree(pairs);
}
module_exit(ipi_storm_exit);

MODULE_DESCRIPTION("IPIs from every CPU to every other, counted, for the selftests");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
