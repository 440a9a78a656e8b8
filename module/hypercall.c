// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls for other modules, which reach only the hypervisor that is there; and the
 * reason for a refusal after a hypercall of a provider.
 */
#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>

#include <pvshim/call.h>
#include <pvshim/refuse.h>

#include "hypercall.h"

static u32 ready __read_mostly; /* BIT(enum pvshim_hv) */
enum pvshim_vmware_way pvshim_vmware_way __read_mostly;

void pvshim_hypercall_ready(enum pvshim_hv hv)
{
	/* Pairs with smp_load_acquire() in pvshim_hypercall(): pvshim_vmware_way first. */
	smp_store_release(&ready, ready | BIT(hv));
}

void pvshim_hypercall_gone(enum pvshim_hv hv)
{
	WRITE_ONCE(ready, ready & ~BIT(hv));
}

int pvshim_bad_answer(struct pvshim_probe *probe, long answer, const char *fmt,
		      ...)
{
	const size_t size = sizeof(probe->why);
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(probe->why, size, fmt, args);
	va_end(args);
	if (answer == PVSHIM_HYPERCALL_FAULTED)
		scnprintf(probe->why + len, size - len, " faulted");
	else
		scnprintf(probe->why + len, size - len, " answered %ld",
			  answer);
	return -EIO;
}
EXPORT_SYMBOL_GPL(pvshim_bad_answer);

/* A host that does not know the command may leave EAX as it was. */
long pvshim_vmware_version(enum pvshim_vmware_way way)
{
	struct pvshim_vmware_regs regs = {
		.ebx = ~PVSHIM_VMWARE_MAGIC,
		.ecx = PVSHIM_VMWARE_GETVERSION,
	};
	long answer;

	pvshim_vmware_hypercall(way, &regs);
	answer = pvshim_vmware_answer(&regs);
	if (answer == PVSHIM_HYPERCALL_FAULTED)
		return answer;
	if (answer == PVSHIM_VMWARE_NO_ANSWER ||
	    answer == PVSHIM_VMWARE_MAGIC || regs.ebx != PVSHIM_VMWARE_MAGIC)
		return 0;
	return answer;
}

long pvshim_hypercall(enum pvshim_hv hv, unsigned long nr, unsigned long a1,
		      unsigned long a2, unsigned long a3, unsigned long a4)
{
	struct pvshim_vmware_regs regs = {
		.ebx = a1,
		.ecx = nr,
		.edx = a2,
		.esi = a3,
		.edi = a4,
	};

	/* Pairs with smp_store_release() in pvshim_hypercall_ready(). */
	if (hv >= PVSHIM_NR_HV || !(smp_load_acquire(&ready) & BIT(hv)))
		return -EOPNOTSUPP;

	switch (hv) {
	case PVSHIM_HV_XEN:
		return pvshim_xen_hypercall(nr, a1, a2, a3, a4);
	case PVSHIM_HV_VMWARE:
		pvshim_vmware_call(&regs);
		return pvshim_vmware_answer(&regs);
	case PVSHIM_HV_KVM:
		return pvshim_kvm_hypercall(nr, a1, a2, a3, a4);
	case PVSHIM_HV_HYPERV:
		return pvshim_hyperv_hypercall(nr, a1, a2);
	default:
		return -EOPNOTSUPP;
	}
}
EXPORT_SYMBOL_GPL(pvshim_hypercall);
