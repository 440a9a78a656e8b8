// SPDX-License-Identifier: GPL-2.0
/*
 * Callers of every operation on every CPU while user space switches it, for the
 * selftests. Each answer is compared with what native and the test providers
 * may say; anything else means that a call went astray.
 *
 * The module is also a provider, "storm", without bind and unbind functions: a
 * switch away from it waits for no caller and is as fast as one can be.
 *
 *	/sys/kernel/debug/pvshim_storm/callers	per CPU: calls, answers of a
 *						provider, of native, wrong ones
 */
#include <linux/debugfs.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/processor.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#include <pvshim/call.h>
#include <pvshim/provider.h>

/* No other provider and no accident says these. */
#define STORM_STEAL 0x73746f726d000000ULL
#define STORM_TIME  0x5757575757575757ULL
#define UNTOUCHED   0x6e6f626f64790000ULL

struct caller {
	struct task_struct *task;
	unsigned long calls;
	unsigned long served;
	unsigned long native;
	unsigned long wrong;
};

static DEFINE_PER_CPU(struct caller, callers);
static atomic_long_t bad_arguments;
static struct dentry *dir;

/* --- The provider ------------------------------------------------------- */

static u64 storm_steal_clock(int cpu)
{
	return STORM_STEAL + cpu;
}

static bool storm_vcpu_is_preempted(int cpu)
{
	return true;
}

static void storm_yield_to(int cpu)
{
	if (cpu < 0 || !cpu_possible(cpu))
		atomic_long_inc(&bad_arguments);
}

static int storm_host_time(struct pvshim_host_time *time)
{
	*time = (struct pvshim_host_time){
		.wall_ns = STORM_TIME,
		.tsc = STORM_TIME,
		.tsc_error = STORM_TIME,
	};
	return 0;
}

/* Only its site is patched: nothing calls it but panic(). */
static void storm_crash_notify(const char *reason)
{
}

static int storm_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	return 0;
}

static const struct pvshim_ops storm_ops = {
	.steal_clock = storm_steal_clock,
	.vcpu_is_preempted = storm_vcpu_is_preempted,
	.yield_to = storm_yield_to,
	.host_time = storm_host_time,
	.crash_notify = storm_crash_notify,
};

static const struct pvshim_provider storm = {
	.name = "storm",
	.owner = THIS_MODULE,
	.rating = 100,
	.ops = &storm_ops,
	.probe = storm_probe,
};

/* --- The callers -------------------------------------------------------- */

/* Written by the thread of this CPU alone, and read by other CPUs meanwhile. */
static void one_more(unsigned long *counter)
{
	WRITE_ONCE(*counter, *counter + 1);
}

static void count(struct caller *me, bool native, bool served)
{
	one_more(&me->calls);
	if (native)
		one_more(&me->native);
	else if (served)
		one_more(&me->served);
	else
		one_more(&me->wrong);
}

/* test_provider.c: steal time in whole microseconds, from one on. */
static void call_steal_clock(struct caller *me, int cpu)
{
	u64 ns = pvshim_call(steal_clock)(cpu);

	count(me, !ns, ns == STORM_STEAL + cpu || !(ns % 1000));
}

static void call_vcpu_is_preempted(struct caller *me, int cpu)
{
	bool preempted = pvshim_call(vcpu_is_preempted)(cpu);

	count(me, !preempted, preempted);
}

/* test_provider.c: 1 and 2. */
static bool is_complete(const struct pvshim_host_time *time)
{
	if (time->wall_ns == STORM_TIME)
		return time->tsc == STORM_TIME && time->tsc_error == STORM_TIME;
	return time->wall_ns == 1 && time->tsc == 2 && !time->tsc_error;
}

static void call_host_time(struct caller *me)
{
	struct pvshim_host_time time = {
		.wall_ns = UNTOUCHED,
		.tsc = UNTOUCHED,
		.tsc_error = UNTOUCHED,
	};
	int ret = pvshim_call(host_time)(&time);

	count(me,
	      ret == -EOPNOTSUPP && time.wall_ns == UNTOUCHED &&
		      time.tsc == UNTOUCHED && time.tsc_error == UNTOUCHED,
	      !ret && is_complete(&time));
}

/* In each context that ops-list.h allows. */
static void call_all(struct caller *me, int cpu)
{
	unsigned long flags;

	call_steal_clock(me, cpu);
	call_vcpu_is_preempted(me, cpu);
	pvshim_call(yield_to)(cpu);
	call_host_time(me);

	local_irq_save(flags);
	call_steal_clock(me, cpu);
	call_vcpu_is_preempted(me, cpu);
	local_irq_restore(flags);
}

/*
 * Nice, so that a switch preempts it in the middle of a call. It never sleeps, so
 * Tasks RCU has to be told when it is outside of calls; and where one thread
 * emulates all CPUs in turns, PAUSE is what ends a turn.
 */
static int call_on_and_on(void *data)
{
	int cpu = (long)data;
	struct caller *me = per_cpu_ptr(&callers, cpu);

	set_user_nice(current, MAX_NICE);
	while (!kthread_should_stop()) {
		call_all(me, cpu);
		cpu_relax();
		cond_resched_tasks_rcu_qs();
	}
	return 0;
}

static void stop_callers(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct caller *c = per_cpu_ptr(&callers, cpu);

		if (!IS_ERR_OR_NULL(c->task))
			kthread_stop(c->task);
	}
}

static int start_callers(void)
{
	int cpu;

	for_each_online_cpu(cpu) {
		struct caller *c = per_cpu_ptr(&callers, cpu);

		c->task = kthread_run_on_cpu(call_on_and_on, (void *)(long)cpu,
					     cpu, "storm/%u");
		if (IS_ERR(c->task))
			return PTR_ERR(c->task);
	}
	return 0;
}

static int callers_show(struct seq_file *m, void *unused)
{
	int cpu;

	for_each_online_cpu(cpu) {
		struct caller *c = per_cpu_ptr(&callers, cpu);

		seq_printf(m,
			   "cpu %d calls %lu served %lu native %lu wrong %lu\n",
			   cpu, READ_ONCE(c->calls), READ_ONCE(c->served),
			   READ_ONCE(c->native), READ_ONCE(c->wrong));
	}
	seq_printf(m, "bad arguments %ld\n", atomic_long_read(&bad_arguments));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(callers);

static int __init storm_init(void)
{
	int ret = pvshim_register_provider(&storm);

	if (ret)
		return ret;
	ret = start_callers();
	if (ret) {
		stop_callers();
		pvshim_unregister_provider(&storm);
		return ret;
	}
	dir = debugfs_create_dir("pvshim_storm", NULL);
	debugfs_create_file("callers", 0400, dir, NULL, &callers_fops);
	return 0;
}
module_init(storm_init);

static void __exit storm_exit(void)
{
	debugfs_remove(dir);
	stop_callers();
	pvshim_unregister_provider(&storm);
}
module_exit(storm_exit);

MODULE_DESCRIPTION("Callers and a provider for the switch storm of the selftests");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
