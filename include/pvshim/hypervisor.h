/* SPDX-License-Identifier: GPL-2.0 */
/* Hypervisor interfaces, and the CPUID signatures by which a host announces them. */
#ifndef _PVSHIM_HYPERVISOR_H
#define _PVSHIM_HYPERVISOR_H

#include <linux/types.h>

#define PVSHIM_SIGNATURE_LEN 12

/**
 * enum pvshim_hv - a hypervisor interface
 * @PVSHIM_HV_NONE: no hypervisor: bare metal
 * @PVSHIM_HV_UNKNOWN: one whose interface pvshim does not know
 * @PVSHIM_HV_XEN: Xen, for PV, PVH and HVM guests alike
 * @PVSHIM_HV_VMWARE: VMware
 * @PVSHIM_HV_KVM: Linux KVM
 * @PVSHIM_HV_HYPERV: Microsoft Hyper-V
 * @PVSHIM_NR_HV: how many there are
 */
enum pvshim_hv {
	PVSHIM_HV_NONE,
	PVSHIM_HV_UNKNOWN,
	PVSHIM_HV_XEN,
	PVSHIM_HV_VMWARE,
	PVSHIM_HV_KVM,
	PVSHIM_HV_HYPERV,
	PVSHIM_NR_HV
};

/**
 * enum pvshim_fault - why a signature must not be used
 * @PVSHIM_FAULT_NONE: it may be used
 * @PVSHIM_FAULT_UNKNOWN: pvshim does not know this interface
 * @PVSHIM_FAULT_BELOW_BASE: the maximum leaf lies below the base
 * @PVSHIM_FAULT_TOO_SHORT: leaves that the interface promises are missing
 * @PVSHIM_FAULT_BAD_INTERFACE: an identification leaf holds something else
 * @PVSHIM_FAULT_DUPLICATE: the same interface is announced at a lower base
 * @PVSHIM_NR_FAULTS: how many there are
 */
enum pvshim_fault {
	PVSHIM_FAULT_NONE,
	PVSHIM_FAULT_UNKNOWN,
	PVSHIM_FAULT_BELOW_BASE,
	PVSHIM_FAULT_TOO_SHORT,
	PVSHIM_FAULT_BAD_INTERFACE,
	PVSHIM_FAULT_DUPLICATE,
	PVSHIM_NR_FAULTS
};

/**
 * struct pvshim_signature - one signature that was found
 * @text: the twelve bytes of EBX, ECX, EDX, always terminated
 * @hv: the interface it stands for, or PVSHIM_HV_UNKNOWN if pvshim does not
 *	know it or @fault is PVSHIM_FAULT_BELOW_BASE
 * @fault: why it must not be used, or PVSHIM_FAULT_NONE
 * @from_dmi: found through DMI and the backdoor; @base and @max_leaf are 0
 * @base: the leaf that holds it
 * @max_leaf: the highest leaf of the interface, as far as it may be trusted:
 *	never beyond the block of 0x100 leaves that begins at @base
 * @version: the interface's own version word, 0 if it has none
 * @features: the interface's first word of feature bits, 0 if it has none
 * @more_features: its second word of them, 0 if it has none
 * @hints: its word of recommendations, 0 if it has none
 * @spins: Hyper-V: how often to try for a lock before the host is notified, 0xffffffff
 *	for never; else 0
 *
 * The last five are 0, too, where the host does not have the leaf that holds them, and
 * where @fault is set.
 */
struct pvshim_signature {
	char text[PVSHIM_SIGNATURE_LEN + 1];
	enum pvshim_hv hv;
	enum pvshim_fault fault;
	bool from_dmi;
	u32 base;
	u32 max_leaf;
	u32 version;
	u32 features;
	u32 more_features;
	u32 hints;
	u32 spins;
};

#endif /* _PVSHIM_HYPERVISOR_H */
