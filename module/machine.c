// SPDX-License-Identifier: GPL-2.0
/* The machine that detect.c looks at: its CPUID, DMI and backdoor port. */
#include <linux/dmi.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <asm/cpufeature.h>

#include <pvshim/cpuid.h>
#include <pvshim/guard.h>

#include "hypercall.h"
#include "machine.h"
#include "trace.h"

struct pvshim_detection pvshim_found;

int pvshim_machine_supported(void)
{
	if (!boot_cpu_has(X86_FEATURE_TSC)) {
		pr_err("this CPU has no time-stamp counter, which host time and steal time need\n");
		return -ENODEV;
	}
	return 0;
}

/* By the kernel's paravirt operation: the bare instruction is not virtual in Xen PV. */
static void read_leaf(void *context, u32 leaf, struct pvshim_leaf *out)
{
	cpuid_count(leaf, 0, &out->eax, &out->ebx, &out->ecx, &out->edx);
}

static u32 port_version(void *context)
{
	return max(pvshim_vmware_version(PVSHIM_VMWARE_BY_PORT), 0l);
}

/* What Linux' own arch/x86/kernel/cpu/vmware.c looks for. */
static bool vmware_serial(void)
{
	const char *serial = dmi_get_system_info(DMI_PRODUCT_SERIAL);

	return serial && strstr(serial, "VMware");
}

void pvshim_machine_log(void)
{
	const struct pvshim_detection *found = &pvshim_found;
	const struct pvshim_signature *sig;
	unsigned int i;

	for (i = 0; i < found->nr; i++) {
		sig = &found->signatures[i];
		if (sig->from_dmi)
			pr_info("signature \"%s\" by DMI and backdoor\n",
				sig->text);
		else
			pr_info("signature \"%s\" at 0x%08x, leaves to 0x%08x: %s\n",
				sig->text, sig->base, sig->max_leaf,
				pvshim_fault_text(sig->fault));
	}
	if (found->dropped)
		pr_warn("%u more signatures, not kept\n", found->dropped);
	pr_info("hypervisor: %s\n", pvshim_hv_name(found->primary));
}

void pvshim_machine_detect(void)
{
	struct pvshim_machine machine = {
		.hypervisor_bit = boot_cpu_has(X86_FEATURE_HYPERVISOR),
		.vmware_dmi = vmware_serial(),
		.read_leaf = read_leaf,
	};
	unsigned int i;

	/* In encrypted guests the port may raise what no exception table catches. */
	if (!pvshim_guest_is_encrypted())
		machine.backdoor_version = port_version;
	pvshim_detect(&machine, &pvshim_found);
	for (i = 0; i < pvshim_found.nr; i++)
		trace_pvshim_detect(&pvshim_found.signatures[i]);
}
