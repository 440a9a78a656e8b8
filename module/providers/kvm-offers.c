// SPDX-License-Identifier: GPL-2.0
/* What KVM offers to this guest, and what it advises against. */
#include <linux/bits.h>
#include <linux/kvm_para.h>

#include <asm/cpufeature.h>

#include <pvshim/refuse.h>

#include "abi/cpuid.h"
#include "kvm.h"

int pvshim_kvm_needs(struct pvshim_probe *probe, unsigned int feature)
{
	const struct pvshim_signature *sig = probe->signature;

	if (sig->features & BIT(feature))
		return 0;
	if (sig->max_leaf - sig->base < PVSHIM_KVM_LEAF_FEATURES)
		return pvshim_refuse(probe, "the host has no leaf of features");
	return pvshim_refuse(probe, "feature bit %u is not set", feature);
}

int pvshim_kvm_refuse_dedicated(struct pvshim_probe *probe)
{
	if (probe->signature->hints & BIT(KVM_HINTS_REALTIME))
		return pvshim_refuse(probe,
				     "the host dedicates CPUs to this guest");
	return 0;
}

/* As in the kernel's own KVM code */
int pvshim_kvm_refuse_mwait(struct pvshim_probe *probe)
{
	if (boot_cpu_has(X86_FEATURE_MWAIT))
		return pvshim_refuse(probe,
				     "the host lets this guest idle with MWAIT, so its CPUs are not shared");
	return 0;
}
