// SPDX-License-Identifier: GPL-2.0
/*
 * A consumer of every operation, for the selftests. It calls the operations
 * through real call sites and shows these sites as they stand in memory.
 *
 *	/sys/kernel/debug/pvshim_consumer/sites	   what each call site consists of
 *	/sys/kernel/debug/pvshim_consumer/targets  code behind those that call
 *	/sys/kernel/debug/pvshim_consumer/call	   call everything, show the results
 *	/sys/kernel/debug/pvshim_consumer/guard	   an invalid hypercall, guarded
 *	/sys/kernel/debug/pvshim_consumer/foreign  hypercalls by enum pvshim_hv, and one beyond
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#include <pvshim/call.h>

#include "hypercall.h"

#define SITE_LEN   5
#define TARGET_LEN 96

static struct dentry *dir;

/* The forms a site may have; see arch/x86/kernel/static_call.c. */
static const u8 form_xor[SITE_LEN] = { 0x2e, 0x2e, 0x2e, 0x31, 0xc0 };
static const u8 form_nop[SITE_LEN] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };

static noinline u64 consumer_steal_clock(int cpu)
{
	return pvshim_call(steal_clock)(cpu);
}

static noinline bool consumer_vcpu_is_preempted(int cpu)
{
	return pvshim_call(vcpu_is_preempted)(cpu);
}

static noinline void consumer_yield_to(int cpu)
{
	pvshim_call(yield_to)(cpu);
}

static noinline int consumer_host_time(struct pvshim_host_time *time)
{
	return pvshim_call(host_time)(time);
}

/* Only its site is looked at: a hypervisor would end the guest. */
static noinline void __used consumer_crash_notify(const char *reason)
{
	pvshim_call(crash_notify)(reason);
}

static const char *key_name(const struct static_call_key *key)
{
#define PVSHIM_OP(name, ret, proto)                 \
	if (key == &STATIC_CALL_KEY(pvshim_##name)) \
		return #name;
#include <pvshim/ops-list.h>
	return NULL;
}

static const char *site_op(struct static_call_site *site)
{
	long key = site->key + (long)&site->key;

	return key_name((void *)(key & ~STATIC_CALL_SITE_FLAGS));
}

static u8 *site_address(struct static_call_site *site)
{
	return (u8 *)((long)site->addr + (long)&site->addr);
}

static void *call_target(const u8 *site)
{
	return (void *)site + SITE_LEN + *(s32 *)(site + 1);
}

static void show_site(struct seq_file *m, const char *op, const u8 *site)
{
	seq_printf(m, "%s %ps %*ph ", op, site, SITE_LEN, site);
	if (!memcmp(site, form_xor, SITE_LEN))
		seq_puts(m, "xor\n");
	else if (!memcmp(site, form_nop, SITE_LEN))
		seq_puts(m, "nop\n");
	else if (site[0] == 0xe8)
		seq_printf(m, "call %ps\n", call_target(site));
	else
		seq_puts(m, "unknown\n");
}

static void show_target(struct seq_file *m, const char *op, const u8 *site)
{
	u8 code[TARGET_LEN];

	if (site[0] != 0xe8 ||
	    copy_from_kernel_nofault(code, call_target(site), TARGET_LEN))
		return;
	/* %ph prints 64 bytes at most */
	seq_printf(m, "%s %ps %*ph %*ph\n", op, call_target(site), 64, code,
		   TARGET_LEN - 64, code + 64);
}

static void show_all(struct seq_file *m,
		     void (*show)(struct seq_file *m, const char *op,
				  const u8 *site))
{
	struct static_call_site *site = THIS_MODULE->static_call_sites;
	int i;

	for (i = 0; i < THIS_MODULE->num_static_call_sites; i++) {
		const char *op = site_op(&site[i]);

		if (op)
			show(m, op, site_address(&site[i]));
	}
}

static int sites_show(struct seq_file *m, void *unused)
{
	show_all(m, show_site);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sites);

static int targets_show(struct seq_file *m, void *unused)
{
	show_all(m, show_target);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(targets);

static int call_show(struct seq_file *m, void *unused)
{
	struct pvshim_host_time time = {};
	int cpu, ret;

	for_each_online_cpu(cpu) {
		seq_printf(m, "steal_clock %d %llu\n", cpu,
			   consumer_steal_clock(cpu));
		seq_printf(m, "vcpu_is_preempted %d %d\n", cpu,
			   consumer_vcpu_is_preempted(cpu));
		consumer_yield_to(cpu);
		seq_printf(m, "yield_to %d done\n", cpu);
	}
	ret = consumer_host_time(&time);
	seq_printf(m, "host_time %d %llu %llu %llu\n", ret, time.wall_ns,
		   time.tsc, time.tsc_error);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(call);

/* No hypervisor has this number; where there is none, the CPU faults. */
static int guard_show(struct seq_file *m, void *unused)
{
	long ret = pvshim_xen_hypercall(0xffffffff, 0, 0, 0, 0);

	if (ret == PVSHIM_HYPERCALL_FAULTED)
		seq_puts(m, "faulted\n");
	else
		seq_printf(m, "answered %ld\n", ret);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(guard);

static int foreign_show(struct seq_file *m, void *unused)
{
	enum pvshim_hv hv;

	for (hv = 0; hv <= PVSHIM_NR_HV; hv++)
		seq_printf(m, "%d %ld\n", hv,
			   pvshim_hypercall(hv, 0xffff, 0, 0, 0, 0));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(foreign);

static int __init consumer_init(void)
{
	dir = debugfs_create_dir("pvshim_consumer", NULL);
	debugfs_create_file("sites", 0400, dir, NULL, &sites_fops);
	debugfs_create_file("targets", 0400, dir, NULL, &targets_fops);
	debugfs_create_file("call", 0400, dir, NULL, &call_fops);
	debugfs_create_file("guard", 0400, dir, NULL, &guard_fops);
	debugfs_create_file("foreign", 0400, dir, NULL, &foreign_fops);
	return 0;
}
module_init(consumer_init);

static void __exit consumer_exit(void)
{
	debugfs_remove(dir);
}
module_exit(consumer_exit);

MODULE_DESCRIPTION("Consumer of every pvshim operation, for the selftests");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
