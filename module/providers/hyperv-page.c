// SPDX-License-Identifier: GPL-2.0
/*
 * A hypercall page of our own, where the kernel's own Hyper-V code is off (nopv) and
 * has registered none, while the kernel's operations need one. And the VP indices, by
 * which hypercalls name the CPUs.
 */
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/slab.h>

#include <asm/io.h>
#include <asm/mshyperv.h>

#include <pvshim/host-area.h>

#include "compat/msr.h"
#include "hyperv.h"

#define VPS 64 /* in the mask of a hypercall */

static u8 *vp_of; /* VP index by CPU; VPS if it is not known or not below VPS */
static int hotplug_state;
static bool starting; /* vp_online() may refuse */

/* The reserved bits are kept. */
static u64 page_msr(u64 old, phys_addr_t address)
{
	union hv_x64_msr_hypercall_contents msr = { .as_uint64 = old };

	msr.enable = 1;
	msr.guest_physical_address = address >> PAGE_SHIFT;
	return msr.as_uint64;
}

/* Without a guest OS ID there is no page, whatever HV_X64_MSR_HYPERCALL says. */
static int give_page_back(unsigned int cpu)
{
	union hv_x64_msr_hypercall_contents msr;

	if (rdmsrq_safe(HV_X64_MSR_HYPERCALL, &msr.as_uint64))
		return -EIO;
	msr.enable = 0;
	msr.guest_physical_address = 0;
	if (wrmsrq_safe(HV_X64_MSR_HYPERCALL, msr.as_uint64))
		return -EIO;
	return wrmsrq_safe(HV_X64_MSR_GUEST_OS_ID, 0);
}

static int ask_for_page(unsigned int cpu, phys_addr_t address)
{
	u64 os_id, msr;

	if (rdmsrq_safe(HV_X64_MSR_GUEST_OS_ID, &os_id) ||
	    rdmsrq_safe(HV_X64_MSR_HYPERCALL, &msr))
		return -EIO;
	if (os_id && msr == page_msr(msr, address))
		return 0; /* registered already */
	if (os_id || msr & HV_X64_MSR_HYPERCALL_ENABLE)
		return -EBUSY;
	/* Without a version: hosts do not tell versions of Linux apart. */
	if (wrmsrq_safe(HV_X64_MSR_GUEST_OS_ID, hv_generate_guest_id(0)))
		return -EIO;
	if (wrmsrq_safe(HV_X64_MSR_HYPERCALL, page_msr(msr, address))) {
		give_page_back(cpu);
		return -EIO;
	}
	return 0;
}

static const struct pvshim_host_area_ops page_ops = {
	.name = "hyperv: hypercall page",
	.size = PAGE_SIZE,
	.whole = true,
	.take = ask_for_page,
	.leave = give_page_back,
};

/* The host overlays it with its instruction. It is never called, so it may be data. */
static struct pvshim_host_area page = { .ops = &page_ops };

bool pvshim_hyperv_page_is_there(void)
{
	u64 msr;

	return !rdmsrq_safe(HV_X64_MSR_HYPERCALL, &msr) &&
	       msr == page_msr(msr, virt_to_phys(page.memory)) &&
	       pvshim_hyperv_page_is_plain(page.memory);
}

void pvshim_hyperv_lost_page(void)
{
	pvshim_host_area_lost(&page);
}

/* A refusal fails the start, but later keeps no CPU from coming up. */
static int vp_online(unsigned int cpu)
{
	u64 index;

	if (rdmsrq_safe(HV_X64_MSR_VP_INDEX, &index)) {
		pr_warn("CPU %u: MSR %#x faulted\n", cpu, HV_X64_MSR_VP_INDEX);
		return starting ? -EIO : 0;
	}
	WRITE_ONCE(vp_of[cpu], min_t(u64, index, VPS));
	return 0;
}

u64 pvshim_hyperv_vps(const struct cpumask *cpus)
{
	u64 vps = 0;
	int cpu;

	if (!pvshim_host_area_of(&page, 0))
		return 0;
	for_each_cpu(cpu, cpus) {
		u8 vp = READ_ONCE(vp_of[cpu]);

		if (vp >= VPS)
			return 0;
		vps |= BIT_ULL(vp);
	}
	return vps;
}

static int start_indices(void)
{
	vp_of = kmalloc(nr_cpu_ids, GFP_KERNEL);
	if (!vp_of)
		return -ENOMEM;
	memset(vp_of, VPS, nr_cpu_ids);

	/* Runs on every CPU, now or when it comes online. */
	starting = true;
	hotplug_state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN,
					  "pvshim/hyperv:vp", vp_online, NULL);
	starting = false;
	if (hotplug_state < 0)
		kfree(vp_of);
	return min(hotplug_state, 0);
}

static void stop_indices(void)
{
	cpuhp_remove_state(hotplug_state);
	kfree(vp_of);
}

static int start_page(void)
{
	int ret = pvshim_host_area_start(&page);

	if (ret || pvshim_hyperv_page_is_there())
		return ret;
	pvshim_host_area_stop(&page);
	return -ENOEXEC;
}

int pvshim_hyperv_start_page(void)
{
	int ret = start_page();

	if (ret)
		return ret;
	ret = start_indices();
	if (ret)
		pvshim_host_area_stop(&page);
	return ret;
}

void pvshim_hyperv_stop_page(void)
{
	stop_indices();
	pvshim_host_area_stop(&page);
}
