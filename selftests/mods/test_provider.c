// SPDX-License-Identifier: GPL-2.0
/*
 * A provider that misbehaves on request, for the selftests.
 *
 *	misbehave=none		serve everything properly
 *	misbehave=backwards	steal time goes back and forth
 *	misbehave=half		the probes of every second operation fail
 *	misbehave=start		the init function fails
 *	misbehave=bind		the bind function fails
 *	misbehave=name		its name has a slash
 *	misbehave=twin		its name is that of another provider
 *	misbehave=mixed		a module's operation and one of the kernel's share state
 *	misbehave=absent	its signature is not there
 *	misbehave=slow		no misbehaviour: nothing to bind, and a yield_to that
 *				takes half a second, which unloading must wait for
 *	misbehave=builtin	no misbehaviour: the same without an owner, as if it were
 *				a part of the kernel
 *	misbehave=vendor	no misbehaviour: the provider of a hypervisor that
 *				pvshim does not know (QEMU's own, TCG)
 *	misbehave=group		no misbehaviour: all its operations share state; the
 *				call of bind whose number is in fail_at fails
 *
 * Any of them may change its mind: with refuse=1 every probe fails from then on.
 * With hold=1 the next probe waits, with pvshim's mutex held, until it is 0 again.
 * The kernel's own operations are in test_kernel_ops.c.
 */
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/string.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "test_kernel_ops.h"

static char *misbehave = "none";
module_param(misbehave, charp, 0444);
MODULE_PARM_DESC(misbehave, "How: none, backwards, half, start, bind, name, twin, mixed, absent, slow, builtin, vendor, group");

static bool entered;
module_param(entered, bool, 0444);
MODULE_PARM_DESC(entered, "Whether a slow call has begun (read only)");

static unsigned int fail_at;
module_param(fail_at, uint, 0644);
MODULE_PARM_DESC(fail_at, "Which call of bind fails, counted from 1; 0: none");

static unsigned int binds;
module_param(binds, uint, 0644);
MODULE_PARM_DESC(binds, "How often bind was called");

static int balance;
module_param(balance, int, 0444);
MODULE_PARM_DESC(balance, "Operations that are bound (read only)");

static bool refuse;
module_param(refuse, bool, 0644);
MODULE_PARM_DESC(refuse, "Whether probes fail by now");

static bool hold;
module_param(hold, bool, 0644);
MODULE_PARM_DESC(hold, "Whether probes wait");

static bool held;
module_param(held, bool, 0444);
MODULE_PARM_DESC(held, "Whether a probe waits (read only)");

static int time_error;
module_param(time_error, int, 0644);
MODULE_PARM_DESC(time_error, "What host_time returns; 0: it gives the time");

DEFINE_PVSHIM_STEAL_FILTER(test_filter);
static DEFINE_PER_CPU(atomic_long_t, calls);

/*
 * The kernel reads and writes parameters as they come, without READ_ONCE() and
 * WRITE_ONCE(). No test depends on the moment.
 */
#define PARAMETER(expression) data_race(expression)

#define KERNEL_OPS                                  \
	(PVSHIM_KERNEL_OP_BIT(flush_tlb_multi) |    \
	 PVSHIM_KERNEL_OP_BIT(send_call_func_ipi) | \
	 PVSHIM_KERNEL_OP_BIT(vcpu_is_preempted) |  \
	 PVSHIM_KERNEL_OP_BIT(steal_clock))

static bool does(const char *what)
{
	return !strcmp(misbehave, what);
}

static u64 test_provider_steal_clock(int cpu)
{
	u64 begun = pvshim_steal_begin();
	long n = atomic_long_inc_return(&per_cpu(calls, cpu));

	if (does("backwards") && (n & 2))
		n = 1;
	return pvshim_steal_filter(&test_filter, cpu, begun, n * 1000);
}

static bool test_provider_vcpu_is_preempted(int cpu)
{
	return true;
}

static void test_provider_yield_to(int cpu)
{
	atomic_long_inc(&per_cpu(calls, cpu));
	if (does("slow") || does("builtin")) {
		PARAMETER(entered = true);
		mdelay(500);
	}
}

static int test_provider_host_time(struct pvshim_host_time *time)
{
	int error = PARAMETER(time_error);

	if (!error)
		*time = (struct pvshim_host_time){ .wall_ns = 1, .tsc = 2 };
	return error;
}

static void test_provider_crash_notify(const char *reason)
{
	pr_emerg("test provider heard: %s\n", reason);
}

static int init(struct pvshim_probe *probe)
{
	if (does("start")) {
		strscpy(probe->why, "asked to fail", sizeof(probe->why));
		return -EIO;
	}
	strscpy(probe->version, "1", sizeof(probe->version));
	return 0;
}

static void wait_while_held(void)
{
	while (PARAMETER(hold)) {
		PARAMETER(held = true);
		msleep(20);
	}
	PARAMETER(held = false);
}

static int probe_op(enum pvshim_op op, struct pvshim_probe *probe)
{
	wait_while_held();
	if (PARAMETER(refuse))
		return pvshim_refuse(probe, "it has changed its mind");
	if (does("half") && (op & 1))
		return pvshim_broken(probe, "asked to fail half-way");
	return 0;
}

static int bind(enum pvshim_op op)
{
	if (KERNEL_OPS & BIT(op))
		return test_provider_bind_kernels(op);
	PARAMETER(binds++);
	if (does("bind") || PARAMETER(binds == fail_at))
		return -EBUSY;
	PARAMETER(balance++);
	return 0;
}

static void unbind(enum pvshim_op op)
{
	if (KERNEL_OPS & BIT(op))
		test_provider_unbind_kernels(op);
	else
		PARAMETER(balance--);
}

static const struct pvshim_ops test_ops = {
	.steal_clock = test_provider_steal_clock,
	.vcpu_is_preempted = test_provider_vcpu_is_preempted,
	.yield_to = test_provider_yield_to,
	.host_time = test_provider_host_time,
	.crash_notify = test_provider_crash_notify,
	PVSHIM_KERNEL_OPS(.pv_flush_tlb_multi = test_provider_flush_tlb_multi,
			  .pv_send_call_func_ipi =
				  test_provider_send_call_func_ipi,
			  .pv_vcpu_is_preempted =
				  test_provider_pv_vcpu_is_preempted,
			  .pv_steal_clock = test_provider_pv_steal_clock)
};

#define TEST_PROVIDER(variable, its_name, its_signature, ...) \
	static const struct pvshim_provider variable = {      \
		.name = its_name,                             \
		.owner = THIS_MODULE,                         \
		.signature = its_signature,                   \
		.rating = 100,                                \
		.ops = &test_ops,                             \
		.steal_filter = &test_filter,                 \
		.init = init,                                 \
		.probe = probe_op,                            \
		.bind = bind,                                 \
		.unbind = unbind,                             \
		__VA_ARGS__                                   \
	}

TEST_PROVIDER(proper, "test", NULL);
TEST_PROVIDER(bad_name, "../test", NULL);
TEST_PROVIDER(twin, "native", NULL);
TEST_PROVIDER(absent, "absent", "NobodyHasIt");
TEST_PROVIDER(vendor, "vendor", "TCGTCGTCGTCG");
TEST_PROVIDER(group, "test", NULL,
	      .shared = GENMASK(PVSHIM_OP_crash_notify, 0));
TEST_PROVIDER(mixed, "test", NULL,
	      .shared = BIT(PVSHIM_OP_steal_clock) |
			PVSHIM_KERNEL_OP_BIT(steal_clock));

/* Nothing to bind, so that only unregistering waits for calls */
#define SLOW_PROVIDER(variable, its_owner)               \
	static const struct pvshim_provider variable = { \
		.name = "test",                          \
		.owner = its_owner,                      \
		.rating = 100,                           \
		.ops = &test_ops,                        \
		.steal_filter = &test_filter,            \
		.probe = probe_op,                       \
	}

SLOW_PROVIDER(slow, THIS_MODULE);
/* What THIS_MODULE is in code that is not a module */
SLOW_PROVIDER(builtin, NULL);

static const struct pvshim_provider *registered = &proper;

static int __init test_provider_init(void)
{
	if (does("name"))
		registered = &bad_name;
	else if (does("twin"))
		registered = &twin;
	else if (does("mixed"))
		registered = &mixed;
	else if (does("absent"))
		registered = &absent;
	else if (does("slow"))
		registered = &slow;
	else if (does("builtin"))
		registered = &builtin;
	else if (does("vendor"))
		registered = &vendor;
	else if (does("group"))
		registered = &group;
	return pvshim_register_provider(registered);
}
module_init(test_provider_init);

static void __exit test_provider_exit(void)
{
	pvshim_unregister_provider(registered);
}
module_exit(test_provider_exit);

MODULE_DESCRIPTION("Misbehaving pvshim provider, for the selftests");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
