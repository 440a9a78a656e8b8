// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own operations, served without a hypervisor: they count how often they
 * are called, and leave the work to the kernel. Parameters of the module:
 *
 *	kernel_calls	the counters, one "OP NUMBER" a line
 *	kernel_fails	their bind function fails
 *	kernel_balance	those of them that are bound
 *	kernel_flushes	what the flushes were about, one "WORD NUMBER" a line: cpus, all of
 *			them that were asked for; self, the calling CPU among them, which
 *			the kernel flushes; pages, flushes of one page
 *	lie		flushes of other CPUs are said to be done, and are not
 */
#include <linux/cpumask.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/sysfs.h>

#include "test_kernel_ops.h"

static bool kernel_fails;
module_param(kernel_fails, bool, 0644);
MODULE_PARM_DESC(kernel_fails, "Whether binding the kernel's operations fails");

static int kernel_balance;
module_param(kernel_balance, int, 0444);
MODULE_PARM_DESC(kernel_balance, "Operations of the kernel that are bound (read only)");

static bool lie;
module_param(lie, bool, 0644);
MODULE_PARM_DESC(lie, "Whether flushes of other CPUs are only said to be done");

/* Each CPU counts its own calls. */
struct counters {
	unsigned long flush_tlb_multi;
	unsigned long send_call_func_ipi;
	unsigned long vcpu_is_preempted;
	unsigned long steal_clock;
	unsigned long cpus;
	unsigned long self;
	unsigned long pages;
};

static DEFINE_PER_CPU(struct counters, counters);

void test_provider_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				   unsigned long end, unsigned int stride_shift)
{
	this_cpu_inc(counters.flush_tlb_multi);
	this_cpu_add(counters.cpus, cpumask_weight(cpus));
	if (cpumask_test_cpu(smp_processor_id(), cpus))
		this_cpu_inc(counters.self);
	if (end - start == PAGE_SIZE && stride_shift == PAGE_SHIFT)
		this_cpu_inc(counters.pages);
	/* As in test_provider_bind_kernels() */
	if (data_race(lie))
		cpumask_clear(cpus);
}

bool test_provider_send_call_func_ipi(const struct cpumask *cpus)
{
	this_cpu_inc(counters.send_call_func_ipi);
	return false;
}

bool test_provider_pv_vcpu_is_preempted(int cpu)
{
	this_cpu_inc(counters.vcpu_is_preempted);
	return false;
}

/* A thousandth of all time is stolen. */
u64 test_provider_pv_steal_clock(int cpu)
{
	this_cpu_inc(counters.steal_clock);
	return ktime_get_mono_fast_ns() / 1000;
}

int test_provider_bind_kernels(enum pvshim_op op)
{
	/* Parameters are read and written as they come. */
	if (data_race(kernel_fails))
		return -ENOMEM;
	/* Likewise */
	data_race(kernel_balance++);
	return 0;
}

void test_provider_unbind_kernels(enum pvshim_op op)
{
	/* As in test_provider_bind_kernels() */
	data_race(kernel_balance--);
}

static struct counters sum_of_counters(void)
{
	struct counters sum = {};
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct counters *c = per_cpu_ptr(&counters, cpu);

		sum.flush_tlb_multi += READ_ONCE(c->flush_tlb_multi);
		sum.send_call_func_ipi += READ_ONCE(c->send_call_func_ipi);
		sum.vcpu_is_preempted += READ_ONCE(c->vcpu_is_preempted);
		sum.steal_clock += READ_ONCE(c->steal_clock);
		sum.cpus += READ_ONCE(c->cpus);
		sum.self += READ_ONCE(c->self);
		sum.pages += READ_ONCE(c->pages);
	}
	return sum;
}

static int kernel_calls_get(char *buf, const struct kernel_param *kp)
{
	struct counters sum = sum_of_counters();

	return sysfs_emit(buf,
			  "pv_flush_tlb_multi %lu\npv_send_call_func_ipi %lu\npv_vcpu_is_preempted %lu\npv_steal_clock %lu\n",
			  sum.flush_tlb_multi, sum.send_call_func_ipi,
			  sum.vcpu_is_preempted, sum.steal_clock);
}

static const struct kernel_param_ops kernel_calls_ops = {
	.get = kernel_calls_get,
};

module_param_cb(kernel_calls, &kernel_calls_ops, NULL, 0444);
MODULE_PARM_DESC(kernel_calls, "How often each of the kernel's operations was called (read only)");

static int kernel_flushes_get(char *buf, const struct kernel_param *kp)
{
	struct counters sum = sum_of_counters();

	return sysfs_emit(buf, "cpus %lu\nself %lu\npages %lu\n", sum.cpus,
			  sum.self, sum.pages);
}

static const struct kernel_param_ops kernel_flushes_ops = {
	.get = kernel_flushes_get,
};

module_param_cb(kernel_flushes, &kernel_flushes_ops, NULL, 0444);
MODULE_PARM_DESC(kernel_flushes, "What the flushes were about (read only)");
