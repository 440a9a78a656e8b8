// SPDX-License-Identifier: GPL-2.0
/* Provider "acme": guests of the (imaginary) hypervisor Acme. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device/driver.h>

#include <pvshim/cpuid.h>
#include <pvshim/guard.h>
#include <pvshim/host-area.h>
#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#define ACME_FEATURES  1 /* leaf base+1, EAX */
#define ACME_HAS_STEAL BIT(0)
#define ACME_HAS_YIELD BIT(1)
#define ACME_SET_STEAL 1 /* RDI: address of u64 ns[vCPU], or 0: stop */
#define ACME_YIELD     2 /* RDI: vCPU; Acme's numbers are Linux's */

DEFINE_PVSHIM_STEAL_FILTER(acme_steal_filter);
static u32 features;

static int acme_provider_init(struct pvshim_probe *probe)
{
	const struct pvshim_signature *sig = probe->signature;

	/* Before anything is executed that the host would have to see. */
	if (pvshim_refuse_encrypted(probe))
		return -EOPNOTSUPP;
	if (sig->max_leaf - sig->base < ACME_FEATURES)
		return pvshim_refuse(probe, "it has leaves to %#x only",
				     sig->max_leaf);
	features = cpuid_eax(sig->base + ACME_FEATURES);
	return 0;
}

static long acme_hypercall(unsigned long nr, unsigned long arg)
{
	long ret;

	asm volatile(PVSHIM_GUARDED(PVSHIM_VMCALL)
		     : [ret] "=a"(ret)
		     : "a"(nr), "D"(arg)
		     : "memory");
	return ret;
}

/* The host writes to the area until it is told to stop. */
static int take_area(unsigned int cpu, phys_addr_t address)
{
	return acme_hypercall(ACME_SET_STEAL, address) ? -EIO : 0;
}

static int leave_area(unsigned int cpu)
{
	return acme_hypercall(ACME_SET_STEAL, 0) ? -EIO : 0;
}

static const struct pvshim_host_area_ops area_ops = {
	.name = "acme: steal time",
	.size = NR_CPUS * sizeof(u64),
	.whole = true,
	.take = take_area,
	.leave = leave_area,
};

static struct pvshim_host_area area = { .ops = &area_ops };

/* Neither changes anything: the area that the host has already, or none. */
static int try_steal(void)
{
	if (pvshim_host_area_is_started(&area))
		return pvshim_host_area_refresh(&area) ? -EIO : 0;
	return acme_hypercall(ACME_SET_STEAL, 0);
}

static int acme_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	bool steal = op == PVSHIM_OP_steal_clock;
	long ret;

	if (!steal && op != PVSHIM_OP_yield_to)
		return -EOPNOTSUPP;
	if (!(features & (steal ? ACME_HAS_STEAL : ACME_HAS_YIELD)))
		return pvshim_refuse(probe, "its features are %#x", features);
	ret = steal ? try_steal() : acme_hypercall(ACME_YIELD, 0);
	return ret ? pvshim_bad_answer(probe, ret, "the trial") : 0;
}

static int acme_bind(enum pvshim_op op)
{
	return op == PVSHIM_OP_steal_clock ? pvshim_host_area_start(&area) : 0;
}

static void acme_unbind(enum pvshim_op op)
{
	if (op == PVSHIM_OP_steal_clock)
		pvshim_host_area_stop(&area);
}

/* Acme is gone, and there may be a host with other hypercalls. */
static void acme_lost(void)
{
	pvshim_host_area_lost(&area);
}

static u64 acme_steal_clock(int cpu)
{
	u64 begun = pvshim_steal_begin();
	const u64 *stolen = pvshim_host_area_of(&area, 0);

	if (!stolen)
		return pvshim_steal_last(&acme_steal_filter, cpu);
	return pvshim_steal_filter(&acme_steal_filter, cpu, begun,
				   READ_ONCE(stolen[cpu]));
}

static void acme_yield_to(int cpu)
{
	acme_hypercall(ACME_YIELD, cpu);
}

static const struct pvshim_ops acme_ops = {
	.steal_clock = acme_steal_clock,
	.yield_to = acme_yield_to,
};

static const struct pvshim_provider acme = {
	.name = "acme",
	.owner = THIS_MODULE,
	.signature = "AcmeAcmeAcme",
	.rating = PVSHIM_RATING_HYPERVISOR,
	.ops = &acme_ops,
	.steal_filter = &acme_steal_filter,
	.init = acme_provider_init,
	.probe = acme_probe,
	.bind = acme_bind,
	.unbind = acme_unbind,
	.lost = acme_lost,
};

/* What pvshim asks modprobe for where it has seen this signature */
MODULE_ALIAS("pvshim-provider-AcmeAcmeAcme");
module_driver(acme, pvshim_register_provider, pvshim_unregister_provider);
MODULE_DESCRIPTION("pvshim provider for guests of Acme");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
