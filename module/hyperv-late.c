// SPDX-License-Identifier: GPL-2.0
/*
 * Late operations of the provider "hyperv": none. What they would need is a
 * hypercall page and, for each CPU, a page of input. Where the kernel's own Hyper-V
 * code runs it has both, and serves flushes and IPIs itself.
 */
#include <asm/hypervisor.h>
#include <asm/paravirt_late.h>

#include "providers.h"
#include "refuse.h"

static int late_probe(u32 op, struct pvshim_probe *probe)
{
	if (op == PV_LATE_STEAL_CLOCK || op == PV_LATE_VCPU_IS_PREEMPTED)
		return pvshim_refuse(probe, "Hyper-V does not tell");
	if (x86_hyper_type == X86_HYPER_MS_HYPERV)
		return PVSHIM_SAY_WHY(probe, -EBUSY,
				      "the kernel's own Hyper-V code sees to it");
	return pvshim_refuse(probe,
			     "there is no hypercall page without the kernel's own Hyper-V code");
}

static const struct pv_late_ops late_ops;

const struct pvshim_late pvshim_hyperv_late = {
	.ops = &late_ops,
	.probe = late_probe,
};
