// SPDX-License-Identifier: GPL-2.0
/*
 * Measures what a call of an operation costs and what a switch costs. The
 * module is also a provider, "bench", whose functions do nothing: bound to it,
 * an operation can be compared with other forms of call of the same function.
 *
 *	/sys/kernel/debug/pvshim_bench/run	write a number of calls: measure
 *	/sys/kernel/debug/pvshim_bench/results	what the last run found
 *	/sys/kernel/debug/pvshim_bench/switch	write 1, 10, 100 or 1000: switch so
 *						many call sites; read the times
 *
 * Documentation/performance.rst tells how to read the figures.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>

#include <pvshim/provider.h>

#include "bench.h"

#define MAX_CALLS 10000000

static DEFINE_MUTEX(bench_mutex);
static struct dentry *dir;

static int bench_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	return 0;
}

static const struct pvshim_provider bench = {
	.name = "bench",
	.owner = THIS_MODULE,
	.rating = PVSHIM_RATING_NATIVE,
	.ops = &pvshim_bench_ops,
	.probe = bench_probe,
};

static int results_show(struct seq_file *m, void *unused)
{
	mutex_lock(&bench_mutex);
	pvshim_bench_calls_show(m);
	mutex_unlock(&bench_mutex);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(results);

static ssize_t run_write(struct file *file, const char __user *buf,
			 size_t count, loff_t *pos)
{
	unsigned int calls;
	int ret = kstrtouint_from_user(buf, count, 0, &calls);

	if (ret)
		return ret;
	if (!calls || calls > MAX_CALLS)
		return -EINVAL;
	mutex_lock(&bench_mutex);
	pvshim_bench_calls_run(calls);
	mutex_unlock(&bench_mutex);
	return count;
}

static const struct file_operations run_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = run_write,
};

static int switch_show(struct seq_file *m, void *unused)
{
	mutex_lock(&bench_mutex);
	pvshim_bench_switch_show(m);
	mutex_unlock(&bench_mutex);
	return 0;
}

static int switch_open(struct inode *inode, struct file *file)
{
	return single_open(file, switch_show, NULL);
}

static ssize_t switch_write(struct file *file, const char __user *buf,
			    size_t count, loff_t *pos)
{
	unsigned int sites;
	int ret = kstrtouint_from_user(buf, count, 0, &sites);

	if (ret)
		return ret;
	mutex_lock(&bench_mutex);
	ret = pvshim_bench_switch_run(sites);
	mutex_unlock(&bench_mutex);
	return ret ?: count;
}

static const struct file_operations switch_fops = {
	.owner = THIS_MODULE,
	.open = switch_open,
	.read = seq_read,
	.write = switch_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init bench_init(void)
{
	int ret = pvshim_register_provider(&bench);

	if (ret)
		return ret;
	dir = debugfs_create_dir("pvshim_bench", NULL);
	debugfs_create_file("run", 0200, dir, NULL, &run_fops);
	debugfs_create_file("results", 0400, dir, NULL, &results_fops);
	debugfs_create_file("switch", 0600, dir, NULL, &switch_fops);
	return 0;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	debugfs_remove(dir);
	pvshim_unregister_provider(&bench);
}
module_exit(bench_exit);

MODULE_DESCRIPTION("What pvshim's calls and switches cost");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
