// SPDX-License-Identifier: GPL-2.0
/* A consumer: what the host has taken from this guest, and the host's time. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/sysfs.h>

#include <pvshim/call.h>
#include <pvshim/served.h>

static int show_host_time(char *page, int at)
{
	struct pvshim_host_time now;
	int err = pvshim_call(host_time)(&now);

	if (err)
		return sysfs_emit_at(page, at, "host time: %pe\n",
				     ERR_PTR(err));
	return sysfs_emit_at(page, at, "host time: %llu ns at TSC %llu\n",
			     now.wall_ns, now.tsc);
}

static int show_cpu(char *page, int at, int cpu)
{
	bool preempted = pvshim_call(vcpu_is_preempted)(cpu);
	u64 stolen = pvshim_call(steal_clock)(cpu);

	return sysfs_emit_at(page, at, "CPU %d: %llu ns stolen%s\n", cpu,
			     stolen, preempted ? ", preempted" : "");
}

/* A read of the parameter "now", in task context. */
static int show(char *page, const struct kernel_param *parameter)
{
	struct pvshim_binding host_time;
	int cpu, length = show_host_time(page, 0);

	pvshim_served(PVSHIM_OP_host_time, &host_time);
	length += sysfs_emit_at(page, length, "served by %s\n",
				host_time.provider);
	for_each_online_cpu(cpu)
		length += show_cpu(page, length, cpu);
	return length;
}

static const struct kernel_param_ops now_ops = { .get = show };
module_param_cb(now, &now_ops, NULL, 0444);
MODULE_PARM_DESC(now, "What the operations return (read only)");

/* Called with pvshim's mutex held: for what is served already, and for each switch. */
static int switched(struct notifier_block *nb, unsigned long op, void *data)
{
	const struct pvshim_binding *binding = data;

	if (op == PVSHIM_OP_host_time)
		pr_info("host time is by %s\n", binding->provider);
	return NOTIFY_OK;
}

static struct notifier_block notifier = { .notifier_call = switched };

static int __init sample_init(void)
{
	return pvshim_register_notifier(&notifier);
}
module_init(sample_init);

static void __exit sample_exit(void)
{
	pvshim_unregister_notifier(&notifier);
}
module_exit(sample_exit);

MODULE_DESCRIPTION("Sample consumer of pvshim");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
