// SPDX-License-Identifier: GPL-2.0
/*
 * Provider "vmware": whoever answers VMware's backdoor, by port, VMMCALL or
 * VMCALL. Its steal clock is in vmware-steal.c, its log in vmware-log.c.
 */
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/time64.h>

#include <asm/tsc.h>

#include <pvshim/abi/cpuid.h>
#include <pvshim/abi/vmware.h>
#include <pvshim/provider.h>

#include "clock.h"
#include "providers.h"
#include "refuse.h"
#include "vmware.h"

enum pvshim_vmware_way pvshim_vmware_way __read_mostly;

u32 pvshim_vmware_backdoor_version(void *context)
{
	struct pvshim_vmware_regs regs = {
		.ebx = ~PVSHIM_VMWARE_MAGIC,
		.ecx = PVSHIM_VMWARE_GETVERSION,
	};

	pvshim_vmware_hypercall(pvshim_vmware_way, &regs);
	if (regs.eax == PVSHIM_VMWARE_NO_ANSWER ||
	    regs.ebx != PVSHIM_VMWARE_MAGIC)
		return 0;
	return regs.eax;
}

static int pvshim_vmware_host_time(struct pvshim_host_time *time)
{
	struct pvshim_vmware_regs regs = {
		.ecx = PVSHIM_VMWARE_GETTIMEFULL,
	};
	u64 before, after;

	preempt_disable();
	before = rdtsc_ordered();
	pvshim_vmware_hypercall(pvshim_vmware_way, &regs);
	after = rdtsc_ordered();
	preempt_enable();

	if (regs.eax == PVSHIM_VMWARE_NO_ANSWER)
		return -EOPNOTSUPP;
	if (regs.eax != PVSHIM_VMWARE_MAGIC)
		return -EIO;
	return pvshim_wall_time((u64)regs.esi << 32 | regs.edx,
				(u64)regs.ebx * NSEC_PER_USEC, before, after,
				time);
}

static int probe_host_time(struct pvshim_probe *probe)
{
	struct pvshim_host_time time;
	int ret = pvshim_vmware_host_time(&time);

	switch (ret) {
	case 0:
		return 0;
	case -EOPNOTSUPP:
		return pvshim_refuse(probe, "the host has no GETTIMEFULL");
	case -EIO:
		return pvshim_broken(probe, "GETTIMEFULL gives nonsense");
	default:
		return pvshim_broken(probe, "GETTIMEFULL gives no time of day");
	}
}

static int vmware_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	switch (op) {
	case PVSHIM_OP_steal_clock:
		return pvshim_vmware_probe_steal(probe);
	case PVSHIM_OP_host_time:
		return probe_host_time(probe);
	case PVSHIM_OP_crash_notify:
		return pvshim_vmware_probe_log(probe);
	default:
		return -EOPNOTSUPP;
	}
}

static enum pvshim_vmware_way choose_way(const struct pvshim_signature *sig)
{
	/* Linux prefers VMMCALL, too, where both bits are set. */
	if (sig->features & PVSHIM_VMWARE_USE_VMMCALL)
		return PVSHIM_VMWARE_BY_VMMCALL;
	if (sig->features & PVSHIM_VMWARE_USE_VMCALL)
		return PVSHIM_VMWARE_BY_VMCALL;
	return PVSHIM_VMWARE_BY_PORT;
}

static int vmware_start(struct pvshim_probe *probe)
{
	static const char *const ways[] = { "port", "VMMCALL", "VMCALL" };
	u32 version;

	pvshim_vmware_way = choose_way(probe->signature);
	version = pvshim_vmware_backdoor_version(NULL);
	if (!version)
		return pvshim_refuse(probe,
				     "the backdoor (%s) does not answer GETVERSION",
				     ways[pvshim_vmware_way]);

	snprintf(probe->version, sizeof(probe->version), "%u (%s)", version,
		 ways[pvshim_vmware_way]);
	pvshim_hypercall_ready(PVSHIM_HV_VMWARE, pvshim_vmware_way);
	return 0;
}

static int vmware_bind(enum pvshim_op op)
{
	return op == PVSHIM_OP_steal_clock ? pvshim_vmware_bind_steal() : 0;
}

static void vmware_unbind(enum pvshim_op op)
{
	if (op == PVSHIM_OP_steal_clock)
		pvshim_vmware_unbind_steal();
}

static void vmware_stop(void)
{
	pvshim_hypercall_gone(PVSHIM_HV_VMWARE);
}

static void vmware_lost(void)
{
	vmware_stop();
	pvshim_vmware_lost_steal();
}

static const struct pvshim_ops vmware_ops = {
	.steal_clock = pvshim_vmware_steal_clock,
	.host_time = pvshim_vmware_host_time,
	.crash_notify = pvshim_vmware_crash_notify,
};

const struct pvshim_provider pvshim_vmware = {
	.name = "vmware",
	.owner = THIS_MODULE,
	.signature = PVSHIM_VMWARE_SIGNATURE,
	.rating = PVSHIM_RATING_HYPERVISOR,
	.ops = &vmware_ops,
	.steal_filter = &pvshim_vmware_steal_filter,
	.start = vmware_start,
	.probe = vmware_probe,
	.bind = vmware_bind,
	.unbind = vmware_unbind,
	.lost = vmware_lost,
	.stop = vmware_stop,
};
