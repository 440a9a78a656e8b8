// SPDX-License-Identifier: GPL-2.0
/*
 * Measures what a call of an operation costs and what a switch costs. The
 * module is also a provider, "bench", whose functions do nothing: bound to it,
 * an operation can be compared with other forms of call of the same function.
 *
 *	/sys/module/pvshim_bench/parameters/run		write a number of calls:
 *							measure
 *	/sys/module/pvshim_bench/parameters/switch	write 1, 10, 100 or 1000:
 *							switch so many call sites
 *	/sys/kernel/debug/pvshim_bench/results		what the last run found
 *	/sys/kernel/debug/pvshim_bench/switch		the times of the switches
 *
 * Orders are parameters because on a kernel that is locked down no user can open a file
 * of debugfs that can be written to.
 *
 * Documentation/performance.rst tells how to read the figures.
 */
#include <linux/debugfs.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
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

/* On the command line of modprobe an order would come too early. */
static int parse_order(const char *text, unsigned int *number)
{
	return dir ? kstrtouint(text, 0, number) : -EBUSY;
}

static int run_set(const char *text, const struct kernel_param *kp)
{
	unsigned int calls;
	int ret = parse_order(text, &calls);

	if (ret)
		return ret;
	if (!calls || calls > MAX_CALLS)
		return -EINVAL;
	mutex_lock(&bench_mutex);
	pvshim_bench_calls_run(calls);
	mutex_unlock(&bench_mutex);
	return 0;
}

static const struct kernel_param_ops run_ops = { .set = run_set };
module_param_cb(run, &run_ops, NULL, 0200);
MODULE_PARM_DESC(run, "write a number of calls: measure them");

static int switch_show(struct seq_file *m, void *unused)
{
	mutex_lock(&bench_mutex);
	pvshim_bench_switch_show(m);
	mutex_unlock(&bench_mutex);
	return 0;
}

DEFINE_SHOW_ATTRIBUTE(switch);

static int switch_set(const char *text, const struct kernel_param *kp)
{
	unsigned int sites;
	int ret = parse_order(text, &sites);

	if (ret)
		return ret;
	mutex_lock(&bench_mutex);
	ret = pvshim_bench_switch_run(sites);
	mutex_unlock(&bench_mutex);
	return ret;
}

static const struct kernel_param_ops switch_ops = { .set = switch_set };
module_param_cb(switch, &switch_ops, NULL, 0200);
MODULE_PARM_DESC(switch, "write a number of call sites: switch them");

static int __init bench_init(void)
{
	int ret = pvshim_register_provider(&bench);

	if (ret)
		return ret;
	dir = debugfs_create_dir("pvshim_bench", NULL);
	debugfs_create_file("results", 0400, dir, NULL, &results_fops);
	debugfs_create_file("switch", 0400, dir, NULL, &switch_fops);
	return 0;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	debugfs_remove(dir);
	dir = NULL;
	pvshim_unregister_provider(&bench);
}
module_exit(bench_exit);

MODULE_DESCRIPTION("What pvshim's calls and switches cost");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
