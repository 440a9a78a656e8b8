// SPDX-License-Identifier: GPL-2.0
/* The table of personalities. README.md says how to add one. */
#include "personalities/table.h"

#define BASE	  0x40000000u
#define SECOND	  0x40000100u
#define THIRD	  0x40000200u
#define LAST_BASE 0x4000ff00u

/* clang-format off */
#define VMWARE_ANSWERS							\
	.backdoor = true, .leaf = vmware_leaf, .port = vmware_port,	\
	.vmmcall = vmware_vmmcall, .steal = vmware_steal
#define ALL_FAULTS							\
	.hypervisor_bit = true, .leaf = liar_leaf, .vmmcall = liar_fault, \
	.rdmsr = liar_rdmsr_fault, .wrmsr = liar_wrmsr_fault

static const struct personality table[] = {
	{ .name = "none",
	  .about = "no hypervisor: bare metal" },
	{ .name = "silent",
	  .about = "the hypervisor bit and nothing else",
	  .hypervisor_bit = true },

	{ .name = "vmware",
	  .about = "VMware, hypercalls by VMMCALL",
	  .hypervisor_bit = true, .variant = VMWARE_VMMCALL,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } },
	  VMWARE_ANSWERS },
	{ .name = "vmware-port",
	  .about = "VMware, hypercalls by port only",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } },
	  VMWARE_ANSWERS },
	{ .name = "vmware-old",
	  .about = "VMware without steal clock and full time, by port",
	  .hypervisor_bit = true, .variant = VMWARE_NO_STEAL | VMWARE_NO_TIME,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } },
	  VMWARE_ANSWERS },
	{ .name = "vmware-dmi",
	  .about = "VMware that hides in CPUID; give QEMU its DMI serial",
	  VMWARE_ANSWERS },

	{ .name = "kvm",
	  .about = "KVM; features=EAX chooses what is offered",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_KVM, BASE, BASE + 1 } },
	  .leaf = kvm_leaf, .vmmcall = kvm_vmmcall, .rdmsr = kvm_rdmsr,
	  .wrmsr = kvm_wrmsr, .steal = kvm_steal },
	{ .name = "virtualbox",
	  .about = "KVM as VirtualBox imitates it: its clock, and no more",
	  .hypervisor_bit = true, .variant = KVM_VIRTUALBOX,
	  .signatures = { { SIGNATURE_KVM, BASE, BASE + 1 } },
	  .leaf = kvm_leaf, .vmmcall = virtualbox_vmmcall,
	  .rdmsr = kvm_rdmsr, .wrmsr = kvm_wrmsr },
	{ .name = "hyperv",
	  .about = "Hyper-V; features=EAX misc=EDX hints=EAX choose",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_HYPERV, BASE, BASE + 5 } },
	  .leaf = hyperv_leaf, .vmmcall = hyperv_vmmcall,
	  .rdmsr = hyperv_rdmsr, .wrmsr = hyperv_wrmsr },
	{ .name = "acme",
	  .about = "the imaginary one of samples/acme; features=EAX chooses",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_ACME, BASE, BASE + 1 } },
	  .leaf = acme_leaf, .vmmcall = acme_vmmcall, .steal = acme_steal },

	{ .name = "liar-below-base",
	  .about = "VMware whose highest leaf lies below its base",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_VMWARE, BASE, 0x10 } } },
	{ .name = "liar-max-leaf",
	  .about = "VMware whose highest leaf is 0xffffffff; nothing answers",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_VMWARE, BASE, ~0u } } },
	{ .name = "liar-last-base",
	  .about = "Xen at the last base; nothing answers",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_XEN, LAST_BASE, LAST_BASE + 5 } } },
	{ .name = "liar-three",
	  .about = "Hyper-V, Xen and VMware at once; VMware is real",
	  .hypervisor_bit = true, .variant = VMWARE_VMMCALL,
	  .signatures = { { SIGNATURE_HYPERV, BASE, BASE + 5 },
			  { SIGNATURE_XEN, SECOND, SECOND + 5 },
			  { SIGNATURE_VMWARE, THIRD, THIRD + 0x10 } },
	  .backdoor = true, .leaf = liar_three_leaf, .port = vmware_port,
	  .vmmcall = vmware_vmmcall, .steal = vmware_steal },

	{ .name = "liar-xen-faults",
	  .about = "Xen with every bit set; everything faults",
	  .signatures = { { SIGNATURE_XEN, BASE, BASE + 5 } }, ALL_FAULTS },
	{ .name = "liar-vmware-faults",
	  .about = "VMware with every bit set; everything faults",
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } }, ALL_FAULTS },
	{ .name = "liar-kvm-faults",
	  .about = "KVM with every bit set; everything faults",
	  .signatures = { { SIGNATURE_KVM, BASE, BASE + 1 } }, ALL_FAULTS },
	{ .name = "liar-hyperv-faults",
	  .about = "Hyper-V with every bit set; everything faults",
	  .signatures = { { SIGNATURE_HYPERV, BASE, BASE + 0xa } }, ALL_FAULTS },
	{ .name = "liar-acme-faults",
	  .about = "Acme with every bit set; everything faults",
	  .signatures = { { SIGNATURE_ACME, BASE, BASE + 1 } }, ALL_FAULTS },

	{ .name = "liar-xen-garbage",
	  .about = "Xen whose hypercalls answer anything but the truth",
	  .hypervisor_bit = true, .leaf = liar_leaf, .vmmcall = liar_garbage,
	  .signatures = { { SIGNATURE_XEN, BASE, BASE + 5 } } },
	{ .name = "liar-xen-late",
	  .about = "Xen that knows its version and answers garbage else",
	  .hypervisor_bit = true, .leaf = liar_leaf, .vmmcall = liar_garbage,
	  .variant = LIAR_KNOWS_VERSION,
	  .signatures = { { SIGNATURE_XEN, BASE, BASE + 5 } } },
	{ .name = "liar-vmware-garbage",
	  .about = "VMware whose hypercalls answer anything but the truth",
	  .hypervisor_bit = true, .leaf = liar_leaf, .vmmcall = liar_garbage,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } } },
	{ .name = "liar-vmware-late",
	  .about = "VMware that knows its version and answers garbage else",
	  .hypervisor_bit = true, .leaf = liar_leaf, .vmmcall = liar_garbage,
	  .variant = LIAR_KNOWS_VERSION,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } } },
	{ .name = "liar-clobber",
	  .about = "VMware whose hypercalls destroy registers (clobber=MASK)",
	  .hypervisor_bit = true, .leaf = vmware_leaf,
	  .variant = VMWARE_VMMCALL, .vmmcall = liar_clobber,
	  .steal = vmware_steal,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } } },
	{ .name = "liar-steal-back",
	  .about = "VMware whose steal clock jumps backwards",
	  .hypervisor_bit = true, .leaf = vmware_leaf,
	  .variant = VMWARE_VMMCALL, .vmmcall = vmware_vmmcall,
	  .steal = liar_steal,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } } },
	{ .name = "liar-changing",
	  .about = "VMware until the test port's event, then none",
	  .hypervisor_bit = true, .leaf = liar_changing_leaf,
	  .variant = VMWARE_VMMCALL, .vmmcall = liar_changing_vmmcall,
	  .steal = vmware_steal, .event = liar_change,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } } },
	{ .name = "liar-vmware-both",
	  .about = "VMware that announces VMMCALL and VMCALL and takes the port",
	  .hypervisor_bit = true, .variant = VMWARE_SAYS_BOTH,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } },
	  VMWARE_ANSWERS },
	{ .name = "liar-vmware-hidden",
	  .about = "VMware that announces the port and takes VMMCALL",
	  .hypervisor_bit = true,
	  .variant = VMWARE_VMMCALL | VMWARE_SAYS_NONE,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } },
	  .leaf = vmware_leaf, .vmmcall = vmware_vmmcall,
	  .steal = vmware_steal },
	{ .name = "liar-vmware-half",
	  .about = "VMware whose version leaves EAX as it was",
	  .hypervisor_bit = true, .backdoor = true, .leaf = vmware_leaf,
	  .port = liar_half_answer, .vmmcall = liar_half_answer,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } } },
	{ .name = "liar-vmware-late-faults",
	  .about = "VMware that knows its version and faults else",
	  .hypervisor_bit = true, .leaf = vmware_leaf,
	  .variant = VMWARE_VMMCALL | LIAR_KNOWS_VERSION,
	  .vmmcall = liar_late_fault,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } } },
	{ .name = "liar-vmware-hangs",
	  .about = "VMware that never answers GETTIMEFULL; for the field kit",
	  .hypervisor_bit = true, .variant = VMWARE_VMMCALL,
	  .signatures = { { SIGNATURE_VMWARE, BASE, BASE + 0x10 } },
	  .leaf = vmware_leaf, .vmmcall = liar_hang, .steal = vmware_steal },
	{ .name = "liar-xen-late-faults",
	  .about = "Xen that knows its version and faults else",
	  .hypervisor_bit = true, .leaf = liar_leaf,
	  .variant = LIAR_KNOWS_VERSION, .vmmcall = liar_late_fault,
	  .signatures = { { SIGNATURE_XEN, BASE, BASE + 5 } } },
	{ .name = "liar-kvm-calls",
	  .about = "KVM whose hypercalls fault",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_KVM, BASE, BASE + 1 } },
	  .leaf = kvm_leaf, .vmmcall = liar_fault, .rdmsr = kvm_rdmsr,
	  .wrmsr = kvm_wrmsr, .steal = kvm_steal },
	{ .name = "liar-kvm-old",
	  .about = "Hyper-V, and KVM of old without a leaf of features",
	  .hypervisor_bit = true, .leaf = liar_old_kvm_leaf,
	  .signatures = { { SIGNATURE_HYPERV, BASE, BASE + 5 },
			  { SIGNATURE_KVM, SECOND, 0 } } },
	{ .name = "liar-hyperv-ignores",
	  .about = "Hyper-V whose hypercalls do nothing at all",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_HYPERV, BASE, BASE + 5 } },
	  .leaf = hyperv_leaf, .vmmcall = liar_ignore,
	  .rdmsr = hyperv_rdmsr, .wrmsr = hyperv_wrmsr },
	{ .name = "liar-untold",
	  .about = "Acme that does not tell its highest leaf",
	  .hypervisor_bit = true,
	  .signatures = { { SIGNATURE_ACME, BASE, 0 } } },
	{ .name = "liar-echo",
	  .about = "each base answers like the first, as bhyve's",
	  .hypervisor_bit = true, .echo = true,
	  .signatures = { { "EchoEchoEcho", BASE, BASE + 1 } } },
	{ .name = "liar-addresses",
	  .about = "KVM whose steal time MSR reads as a foreign address",
	  .hypervisor_bit = true, .leaf = kvm_leaf, .vmmcall = kvm_vmmcall,
	  .rdmsr = liar_foreign_rdmsr, .wrmsr = kvm_wrmsr,
	  .steal = kvm_steal,
	  .signatures = { { SIGNATURE_KVM, BASE, BASE + 1 } } },
};

/* clang-format on */

static void list_all(void)
{
	u32 i;

	print("tinyhv: personalities:\n");
	for (i = 0; i < ARRAY_SIZE(table); i++)
		print("  %s: %s\n", table[i].name, table[i].about);
}

void choose_personality(const char *name)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (!strcmp(table[i].name, name))
			personality = &table[i];
	if (personality)
		return;
	list_all();
	fatal("no personality %s", name);
}
