// SPDX-License-Identifier: GPL-2.0
/* Provider "acme": guests of the (imaginary) hypervisor Acme. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cc_platform.h>
#include <linux/device/driver.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/reboot.h>
#include <asm/alternative.h>
#include <asm/asm.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>

#include <pvshim/provider.h>

#define ACME_FEATURES  1 /* leaf base+1, EAX */
#define ACME_HAS_STEAL BIT(0)
#define ACME_HAS_YIELD BIT(1)
#define ACME_SET_STEAL 1 /* RDI: address of u64 ns[vCPU], or 0: stop */
#define ACME_YIELD     2 /* RDI: vCPU; Acme's numbers are Linux's */
#define AREA_SIZE      (nr_cpu_ids * sizeof(u64))

DEFINE_PVSHIM_STEAL_FILTER(acme_steal_filter);
static u32 features;
static u64 *stolen; /* NULL: the host writes nothing */

static int refuse(struct pvshim_probe *p, int err, const char *what, long found)
{
	snprintf(p->why, sizeof(p->why), "%s: %ld", what, found);
	return err;
}

static int acme_start(struct pvshim_probe *probe)
{
	const struct pvshim_signature *sig = probe->signature;

	if (sig->max_leaf - sig->base < ACME_FEATURES)
		return refuse(probe, -ENODEV, "leaves", sig->max_leaf);
	features = cpuid_eax(sig->base + ACME_FEATURES);
	return 0;
}

#define ON_FAULT (EX_TYPE_IMM_REG | EX_DATA_IMM(-ENOTRECOVERABLE))

static long acme_hypercall(unsigned long nr, unsigned long arg)
{
	long ret;

	/* clang-format off */
	asm volatile("1: " ALTERNATIVE("vmcall", "vmmcall", X86_FEATURE_VMMCALL)
		     "\n2:\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, ON_FAULT, %[ret])
		     : [ret] "=a" (ret) : "a" (nr), "D" (arg) : "memory");
	/* clang-format on */
	return ret;
}

static long set_steal(u64 *area)
{
	return acme_hypercall(ACME_SET_STEAL, area ? virt_to_phys(area) : 0);
}

static int acme_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	bool steal = op == PVSHIM_OP_steal_clock;
	long ret;

	if (!(features & (steal ? ACME_HAS_STEAL : ACME_HAS_YIELD)))
		return refuse(probe, -EOPNOTSUPP, "features", features);
	if (steal && cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT))
		return refuse(probe, -EOPNOTSUPP, "the memory is encrypted", 1);
	/* Neither changes anything: the area that is set, one yield. */
	ret = steal ? set_steal(stolen) : acme_hypercall(ACME_YIELD, 0);
	return ret ? refuse(probe, -EIO, "the trial answered", ret) : 0;
}

/* A kernel started by kexec must not find the host writing to its memory. */
static int stop(struct notifier_block *nb, unsigned long event, void *data)
{
	set_steal(NULL);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_notifier = { .notifier_call = stop };

static int acme_bind(enum pvshim_op op)
{
	u64 *area;

	if (op != PVSHIM_OP_steal_clock)
		return 0;
	area = alloc_pages_exact(AREA_SIZE, GFP_KERNEL | __GFP_ZERO);
	if (!area)
		return -ENOMEM;
	if (set_steal(area)) {
		free_pages_exact(area, AREA_SIZE);
		return -EIO;
	}
	stolen = area;
	register_reboot_notifier(&reboot_notifier);
	return 0;
}

static void acme_unbind(enum pvshim_op op)
{
	if (op != PVSHIM_OP_steal_clock)
		return;
	unregister_reboot_notifier(&reboot_notifier);
	if (set_steal(NULL))
		pr_warn("the host keeps the steal area, so its memory is lost\n");
	else
		free_pages_exact(stolen, AREA_SIZE);
	stolen = NULL;
}

static u64 acme_steal_clock(int cpu)
{
	return pvshim_steal_filter(&acme_steal_filter, cpu,
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
	.start = acme_start,
	.probe = acme_probe,
	.bind = acme_bind,
	.unbind = acme_unbind,
};

module_driver(acme, pvshim_register_provider, pvshim_unregister_provider);
MODULE_DESCRIPTION("pvshim provider for guests of Acme");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
