// SPDX-License-Identifier: GPL-2.0
/*
 * How long a broadcast takes: a call of a function on all other CPUs that is waited
 * for.
 *
 *	/sys/kernel/debug/pvshim_ipi_storm/latency	write a number of them: measure
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sort.h>
#include <asm/msr.h>

#include "ipi_latency.h"

#define MAX_SAMPLES 10000U

static DEFINE_MUTEX(latency_mutex);
static struct {
	unsigned int number;
	u64 min, median, p99; /* ns */
} latency;

static void nothing(void *unused)
{
}

static int compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return (x > y) - (x < y);
}

/*
 * In ticks of the TSC: the kernel's clocksource may be one whose reading is a VM
 * exit. The kernel may not know the TSC's frequency then, so latency_measure()
 * compares the two.
 */
static u64 broadcast_ticks(void)
{
	u64 begun, took;

	preempt_disable();
	begun = rdtsc_ordered();
	smp_call_function_many(cpu_online_mask, nothing, NULL, true);
	took = rdtsc_ordered() - begun;
	preempt_enable();
	cond_resched();
	return took;
}

static int latency_measure(unsigned int number)
{
	u64 *samples = kvcalloc(number, sizeof(*samples), GFP_KERNEL);
	u64 ns = ktime_get_ns(), ticks = rdtsc_ordered();
	unsigned int i;

	if (!samples)
		return -ENOMEM;
	for (i = 0; i < number; i++)
		samples[i] = broadcast_ticks();
	ticks = rdtsc_ordered() - ticks ?: 1;
	ns = ktime_get_ns() - ns;
	sort(samples, number, sizeof(*samples), compare, NULL);
	latency.number = number;
	latency.min = mul_u64_u64_div_u64(samples[0], ns, ticks);
	latency.median = mul_u64_u64_div_u64(samples[number / 2], ns, ticks);
	latency.p99 =
		mul_u64_u64_div_u64(samples[number * 99 / 100], ns, ticks);
	kvfree(samples);
	return 0;
}

static ssize_t latency_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *pos)
{
	unsigned int number;
	int ret = kstrtouint_from_user(buf, count, 0, &number);

	if (ret)
		return ret;
	if (!number || number > MAX_SAMPLES)
		return -EINVAL;
	mutex_lock(&latency_mutex);
	ret = latency_measure(number);
	mutex_unlock(&latency_mutex);
	return ret ?: count;
}

static int latency_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "broadcasts %u min %llu median %llu p99 %llu\n",
		   latency.number, latency.min, latency.median, latency.p99);
	return 0;
}

static int latency_open(struct inode *inode, struct file *file)
{
	return single_open(file, latency_show, NULL);
}

static const struct file_operations latency_fops = {
	.owner = THIS_MODULE,
	.open = latency_open,
	.read = seq_read,
	.write = latency_write,
	.llseek = seq_lseek,
	.release = single_release,
};

void ipi_latency_create(struct dentry *dir)
{
	debugfs_create_file("latency", 0600, dir, NULL, &latency_fops);
}
