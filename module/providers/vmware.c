// SPDX-License-Identifier: GPL-2.0
/*
 * Provider "vmware": hosts that answer VMware's backdoor, by port, VMMCALL or
 * VMCALL. Its steal clock is in vmware-steal.c, its log in vmware-log.c.
 */
#include <linux/kernel.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/time64.h>

#include <asm/tsc.h>

#include <pvshim/provider.h>
#include <pvshim/refuse.h>

#include "abi/cpuid.h"
#include "abi/vmware.h"
#include "clock.h"
#include "providers.h"
#include "vmware.h"

static int pvshim_vmware_host_time(struct pvshim_host_time *time)
{
	struct pvshim_vmware_regs regs = {
		.ecx = PVSHIM_VMWARE_GETTIMEFULL,
	};
	u64 before, after;

	preempt_disable();
	before = rdtsc_ordered();
	pvshim_vmware_call(&regs);
	after = rdtsc_ordered();
	preempt_enable();

	if (pvshim_vmware_answer(&regs) == PVSHIM_HYPERCALL_FAULTED)
		return -EIO;
	if (regs.eax == PVSHIM_VMWARE_NO_ANSWER)
		return -EOPNOTSUPP;
	if (regs.eax != PVSHIM_VMWARE_MAGIC)
		return -EBADMSG;
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
		return pvshim_broken(probe, "GETTIMEFULL faulted");
	case -EBADMSG:
		return pvshim_broken(probe,
				     "GETTIMEFULL answered without the magic number");
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

/* By leaf base+0x10: VMMCALL and VMCALL by a bit each, the port if there is neither. */
static bool is_announced(const struct pvshim_signature *sig,
			 enum pvshim_vmware_way way)
{
	const u32 bits = PVSHIM_VMWARE_USE_VMMCALL | PVSHIM_VMWARE_USE_VMCALL;

	switch (way) {
	case PVSHIM_VMWARE_BY_VMMCALL:
		return sig->features & PVSHIM_VMWARE_USE_VMMCALL;
	case PVSHIM_VMWARE_BY_VMCALL:
		return sig->features & PVSHIM_VMWARE_USE_VMCALL;
	default:
		return !(sig->features & bits);
	}
}

/* Writes the version to @probe, or adds to the reason. */
static bool try_way(struct pvshim_probe *probe, enum pvshim_vmware_way way)
{
	static const char *const names[] = { "port", "VMMCALL", "VMCALL" };
	long version = pvshim_vmware_version(way);
	size_t len = strlen(probe->why);

	if (version > 0) {
		snprintf(probe->version, sizeof(probe->version), "%ld (%s)",
			 version, names[way]);
		return true;
	}
	scnprintf(probe->why + len, sizeof(probe->why) - len, "%s%s %s",
		  len ? ", " : "GETVERSION: ", names[way],
		  version ? "faulted" : "did not answer");
	return false;
}

/*
 * A way that is announced need not work, and one that works need not be announced:
 * where both bits are set Linux takes the port. So the announced ways are tried first,
 * and then the others.
 */
static bool find_way(struct pvshim_probe *probe, enum pvshim_vmware_way *way)
{
	static const enum pvshim_vmware_way ways[] = {
		PVSHIM_VMWARE_BY_VMMCALL,
		PVSHIM_VMWARE_BY_VMCALL,
		PVSHIM_VMWARE_BY_PORT,
	};
	bool announced;
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(ways); i++) {
		announced = i < ARRAY_SIZE(ways);
		*way = ways[i % ARRAY_SIZE(ways)];
		if (is_announced(probe->signature, *way) == announced &&
		    try_way(probe, *way))
			return true;
	}
	return false;
}

static int vmware_provider_init(struct pvshim_probe *probe)
{
	enum pvshim_vmware_way way;
	int ret = pvshim_refuse_encrypted(probe);

	if (ret)
		return ret;
	if (!find_way(probe, &way))
		return -EOPNOTSUPP;
	WRITE_ONCE(pvshim_vmware_way, way);
	pvshim_hypercall_ready(PVSHIM_HV_VMWARE);
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

static void vmware_provider_exit(void)
{
	pvshim_hypercall_gone(PVSHIM_HV_VMWARE);
}

static void vmware_lost(void)
{
	vmware_provider_exit();
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
	.init = vmware_provider_init,
	.probe = vmware_probe,
	.bind = vmware_bind,
	.unbind = vmware_unbind,
	.lost = vmware_lost,
	.exit = vmware_provider_exit,
};
