// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/pvshim/cpus, and the host's clock. The operations are called as any
 * consumer calls them, so what stands here is what a driver would get.
 */
#include <linux/cpumask.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/timekeeping.h>

#include <pvshim/call.h>

#include "sysfs.h"
#include "sysfs-cpus.h"

static struct kobject *dir, *clock_dir;
static struct kobject **cpu_dirs; /* by CPU */

/* By the directory's name, which is "cpu" and the number */
static int cpu_of(struct kobject *kobj)
{
	unsigned int cpu;

	if (kstrtouint(kobject_name(kobj) + strlen("cpu"), 10, &cpu))
		return 0;
	return cpu;
}

static ssize_t steal_clock_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n",
			  pvshim_call(steal_clock)(cpu_of(kobj)));
}

static ssize_t vcpu_is_preempted_show(struct kobject *kobj,
				      struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n",
			  pvshim_call(vcpu_is_preempted)(cpu_of(kobj)));
}

/* The host was read between the two readings of the guest's clock. */
static ssize_t offset_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	struct pvshim_host_time time;
	u64 before, after;
	int ret;

	before = ktime_get_real_ns();
	ret = pvshim_call(host_time)(&time);
	after = ktime_get_real_ns();
	if (ret == -EOPNOTSUPP)
		return sysfs_emit(buf, "\n");
	if (ret)
		return ret;
	return sysfs_emit(buf, "%lld\n",
			  (s64)(time.wall_ns - before - (after - before) / 2));
}

static struct kobj_attribute steal_clock_attr = __ATTR_RO(steal_clock);
static struct kobj_attribute preempted_attr = __ATTR_RO(vcpu_is_preempted);
static struct kobj_attribute offset_attr = __ATTR_RO(offset);

static const struct attribute *const cpu_attrs[] = {
	&steal_clock_attr.attr,
	&preempted_attr.attr,
	NULL,
};

static const struct attribute *const clock_attrs[] = {
	&offset_attr.attr,
	NULL,
};

static bool add_cpu_dir(unsigned int cpu)
{
	char name[sizeof("cpu4294967295")];

	snprintf(name, sizeof(name), "cpu%u", cpu);
	cpu_dirs[cpu] = pvshim_sysfs_add_dir(name, dir, cpu_attrs);
	return cpu_dirs[cpu];
}

static bool add_all(void)
{
	unsigned int cpu;

	clock_dir = pvshim_sysfs_add_dir("host_clock", NULL, clock_attrs);
	dir = pvshim_sysfs_add_dir("cpus", NULL, NULL);
	cpu_dirs = kcalloc(nr_cpu_ids, sizeof(*cpu_dirs), GFP_KERNEL);
	if (!clock_dir || !dir || !cpu_dirs)
		return false;
	for_each_possible_cpu(cpu)
		if (!add_cpu_dir(cpu))
			return false;
	return true;
}

int pvshim_sysfs_add_cpus(void)
{
	if (add_all())
		return 0;
	pvshim_sysfs_remove_cpus();
	return -ENOMEM;
}

void pvshim_sysfs_remove_cpus(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (cpu_dirs)
			pvshim_sysfs_remove_dir(cpu_dirs[cpu]);
	kfree(cpu_dirs);
	pvshim_sysfs_remove_dir(dir);
	pvshim_sysfs_remove_dir(clock_dir);
	cpu_dirs = NULL;
	dir = NULL;
	clock_dir = NULL;
}
