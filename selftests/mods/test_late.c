// SPDX-License-Identifier: GPL-2.0
/*
 * Late operations that need no hypervisor: they count how often they are called,
 * and leave the work to the kernel. Parameters of the module:
 *
 *	late_calls	the counters, one "OP NUMBER" a line
 *	late_fails	the start function fails
 *	late_balance	operations that are started
 *	lie		flushes of other CPUs are said to be done, and are not
 */
#include <linux/bitops.h>
#include <linux/cpumask.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/sysfs.h>

#include <asm/paravirt_late.h>

#include "test_late.h"

static bool late_fails;
module_param(late_fails, bool, 0644);
MODULE_PARM_DESC(late_fails, "Whether the start function of late operations fails");

static int late_balance;
module_param(late_balance, int, 0444);
MODULE_PARM_DESC(late_balance, "Late operations that are started (read only)");

static bool lie;
module_param(lie, bool, 0644);
MODULE_PARM_DESC(lie, "Whether flushes of other CPUs are only said to be done");

/* Each CPU counts its own calls. */
struct counters {
	unsigned long flush_tlb_multi;
	unsigned long send_call_func_ipi;
	unsigned long vcpu_is_preempted;
	unsigned long steal_clock;
};

static DEFINE_PER_CPU(struct counters, counters);

static const struct cpumask *
test_provider_late_flush_tlb_multi(const struct cpumask *cpus,
				   const struct flush_tlb_info *info)
{
	this_cpu_inc(counters.flush_tlb_multi);
	/* As in late_start() */
	return data_race(lie) ? cpumask_of(smp_processor_id()) : cpus;
}

static bool test_provider_late_send_call_func_ipi(const struct cpumask *cpus)
{
	this_cpu_inc(counters.send_call_func_ipi);
	return false;
}

static bool test_provider_late_vcpu_is_preempted(int cpu)
{
	this_cpu_inc(counters.vcpu_is_preempted);
	return false;
}

/* A thousandth of all time is stolen. */
static u64 test_provider_late_steal_clock(int cpu)
{
	this_cpu_inc(counters.steal_clock);
	return ktime_get_mono_fast_ns() / 1000;
}

static int late_probe(u32 op, struct pvshim_probe *probe)
{
	return test_provider_probe_any(probe);
}

static int late_start(u32 ops)
{
	/* Parameters are read and written as they come. */
	if (data_race(late_fails))
		return -ENOMEM;
	/* Likewise */
	data_race(late_balance += hweight32(ops));
	return 0;
}

static void late_stop(u32 ops)
{
	/* As in late_start() */
	data_race(late_balance -= hweight32(ops));
}

static const struct pv_late_ops late_ops = {
	.flush_tlb_multi = test_provider_late_flush_tlb_multi,
	.send_call_func_ipi = test_provider_late_send_call_func_ipi,
	.vcpu_is_preempted = test_provider_late_vcpu_is_preempted,
	.steal_clock = test_provider_late_steal_clock,
};

const struct pvshim_late test_late = {
	.ops = &late_ops,
	.probe = late_probe,
	.start = late_start,
	.stop = late_stop,
};

static int late_calls_get(char *buf, const struct kernel_param *kp)
{
	struct counters sum = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct counters *c = per_cpu_ptr(&counters, cpu);

		sum.flush_tlb_multi += READ_ONCE(c->flush_tlb_multi);
		sum.send_call_func_ipi += READ_ONCE(c->send_call_func_ipi);
		sum.vcpu_is_preempted += READ_ONCE(c->vcpu_is_preempted);
		sum.steal_clock += READ_ONCE(c->steal_clock);
	}
	return sysfs_emit(buf,
			  "flush_tlb_multi %lu\nsend_call_func_ipi %lu\nvcpu_is_preempted %lu\nsteal_clock %lu\n",
			  sum.flush_tlb_multi, sum.send_call_func_ipi,
			  sum.vcpu_is_preempted, sum.steal_clock);
}

static const struct kernel_param_ops late_calls_ops = {
	.get = late_calls_get,
};

module_param_cb(late_calls, &late_calls_ops, NULL, 0444);
MODULE_PARM_DESC(late_calls, "How often each late operation was called (read only)");
