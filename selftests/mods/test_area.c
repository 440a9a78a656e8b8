// SPDX-License-Identifier: GPL-2.0
/*
 * A host of the selftests' own, for memory that hosts write to: it notes for each CPU
 * whether it has the CPU's area, and finds fault where it should not.
 *
 *	/sys/kernel/debug/pvshim_test_area/areas	start (1), stop (0) or lose (2) them
 *	/sys/kernel/debug/pvshim_test_area/refresh	hand all over once more
 *	/sys/kernel/debug/pvshim_test_area/host		what the host has and has seen
 *
 * Parameters: refuse_take, refuse_leave: the CPU for which the host refuses. The area of
 * the whole machine is with the host along with those of the CPUs.
 *
 * At a reboot or power-off, after all other modules' handlers, nothing may be left with
 * the host.
 */
#include <linux/cpu.h>
#include <linux/debugfs.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/reboot.h>
#include <linux/seq_file.h>
#include <linux/smp.h>

#include <pvshim/host-area.h>

static int refuse_take = -1;
module_param(refuse_take, int, 0644);
MODULE_PARM_DESC(refuse_take, "CPU for which the host refuses an area");

static int refuse_leave = -1;
module_param(refuse_leave, int, 0644);
MODULE_PARM_DESC(refuse_leave, "CPU for which the host keeps its area");

static struct cpumask cpus_with_host;
static bool whole_with_host;
static atomic_t taken, left, wrong;

/* Both functions run on the CPU itself, with interrupts off. */
static void check_context(bool right_cpu)
{
	if (!right_cpu || !irqs_disabled())
		atomic_inc(&wrong);
}

static int take_cpu(unsigned int cpu, phys_addr_t address)
{
	check_context(cpu == smp_processor_id());
	if (cpu == READ_ONCE(refuse_take))
		return -EIO;
	cpumask_set_cpu(cpu, &cpus_with_host);
	atomic_inc(&taken);
	return 0;
}

static int leave_cpu(unsigned int cpu)
{
	check_context(cpu == smp_processor_id());
	if (cpu == READ_ONCE(refuse_leave))
		return -EIO;
	cpumask_clear_cpu(cpu, &cpus_with_host);
	atomic_inc(&left);
	return 0;
}

static int take_whole(unsigned int cpu, phys_addr_t address)
{
	check_context(!cpu);
	whole_with_host = true;
	return 0;
}

static int leave_whole(unsigned int cpu)
{
	check_context(!cpu);
	whole_with_host = false;
	return 0;
}

static const struct pvshim_host_area_ops cpu_ops = {
	.name = "test: areas",
	.size = 64,
	.take = take_cpu,
	.leave = leave_cpu,
};

static const struct pvshim_host_area_ops whole_ops = {
	.name = "test: the whole",
	.size = PAGE_SIZE,
	.whole = true,
	.take = take_whole,
	.leave = leave_whole,
};

static struct pvshim_host_area areas = { .ops = &cpu_ops };
static struct pvshim_host_area whole = { .ops = &whole_ops };
static struct dentry *dir;
static DEFINE_MUTEX(lock);
static bool started;

static int start(void)
{
	int ret = pvshim_host_area_start(&areas);

	if (ret)
		return ret;
	ret = pvshim_host_area_start(&whole);
	if (ret)
		pvshim_host_area_stop(&areas);
	started = !ret;
	return ret;
}

static void stop(void)
{
	if (!started)
		return;
	started = false;
	pvshim_host_area_stop(&whole);
	pvshim_host_area_stop(&areas);
}

static int areas_set(void *data, u64 what)
{
	int ret = 0;

	mutex_lock(&lock);
	if (what == 1 && !started)
		ret = start();
	else if (what == 2)
		pvshim_host_area_lost(&areas);
	else if (!what)
		stop();
	mutex_unlock(&lock);
	return ret;
}
DEFINE_DEBUGFS_ATTRIBUTE(areas_fops, NULL, areas_set, "%llu\n");

static int refresh_set(void *data, u64 unused)
{
	int ret = -ENODEV;

	mutex_lock(&lock);
	if (started)
		ret = pvshim_host_area_refresh(&areas) +
				      pvshim_host_area_refresh(&whole) ?
			      -EIO :
			      0;
	mutex_unlock(&lock);
	return ret;
}
DEFINE_DEBUGFS_ATTRIBUTE(refresh_fops, NULL, refresh_set, "%llu\n");

/* Areas that the host has of CPUs that are not online, which is always a fault. */
static unsigned int offline(void)
{
	struct cpumask mask;
	unsigned int nr;

	cpus_read_lock();
	cpumask_andnot(&mask, &cpus_with_host, cpu_online_mask);
	nr = cpumask_weight(&mask);
	cpus_read_unlock();
	return nr;
}

static int host_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "cpus %*pbl\nwhole %d\n",
		   cpumask_pr_args(&cpus_with_host), whole_with_host);
	seq_printf(m, "taken %d\nleft %d\noffline %u\nwrong %d\n",
		   atomic_read(&taken), atomic_read(&left), offline(),
		   atomic_read(&wrong));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(host);

static int last_look(struct notifier_block *nb, unsigned long action,
		     void *data)
{
	WARN(!cpumask_empty(&cpus_with_host) || whole_with_host,
	     "the host has areas of ours at a reboot\n");
	pr_info("pvshim_test_area: nothing is left with the host\n");
	return NOTIFY_DONE;
}

static struct notifier_block reboot_notifier = {
	.notifier_call = last_look,
	.priority = INT_MIN,
};

static int __init test_area_init(void)
{
	dir = debugfs_create_dir("pvshim_test_area", NULL);
	debugfs_create_file("areas", 0200, dir, NULL, &areas_fops);
	debugfs_create_file("refresh", 0200, dir, NULL, &refresh_fops);
	debugfs_create_file("host", 0400, dir, NULL, &host_fops);
	register_reboot_notifier(&reboot_notifier);
	return 0;
}
module_init(test_area_init);

static void __exit test_area_exit(void)
{
	unregister_reboot_notifier(&reboot_notifier);
	debugfs_remove(dir);
	stop();
}
module_exit(test_area_exit);

MODULE_DESCRIPTION("A host that areas are handed over to, for pvshim's selftests");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
