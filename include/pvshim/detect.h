/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is below us? Pure logic over a "read this leaf" callback, so that the
 * same detect.c runs in the module and in host unit tests.
 */
#ifndef _PVSHIM_DETECT_H
#define _PVSHIM_DETECT_H

#include <linux/types.h>

#define PVSHIM_MAX_SIGNATURES 16
#define PVSHIM_SIGNATURE_LEN  12

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
 * struct pvshim_leaf - the answer to one CPUID
 * @eax: EAX
 * @ebx: EBX
 * @ecx: ECX
 * @edx: EDX
 */
struct pvshim_leaf {
	u32 eax, ebx, ecx, edx;
};

/**
 * struct pvshim_signature - one signature that was found
 * @text: the twelve bytes of EBX, ECX, EDX, always terminated
 * @hv: the interface it stands for, or PVSHIM_HV_UNKNOWN if pvshim does not
 *	know it or @fault is PVSHIM_FAULT_BELOW_BASE
 * @fault: why it must not be used, or PVSHIM_FAULT_NONE
 * @from_dmi: found through DMI and the backdoor; @base and @max_leaf are 0
 * @base: the leaf it stands at
 * @max_leaf: the highest leaf of the interface, as far as it may be trusted:
 *	never beyond the block of 0x100 leaves that begins at @base
 * @version: the interface's own version word, 0 if it has none
 * @features: the interface's first word of feature bits, 0 if it has none
 * @more_features: its second word of them, 0 if it has none
 * @hints: its word of recommendations, 0 if it has none
 * @spins: Hyper-V: how often to try for a lock before the host is told, see
 *	PVSHIM_HYPERV_NEVER_NOTIFY; else 0
 *
 * The last five are 0, too, where the host has not the leaf that they stand in,
 * and where @fault is set.
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

/**
 * struct pvshim_machine - how the detector looks at a machine
 * @hypervisor_bit: CPUID.1:ECX[31]; without it no hypervisor leaf is read
 * @vmware_dmi: the DMI serial number is one that VMware gives
 * @read_leaf: reads one CPUID leaf
 * @backdoor_version: asks VMware's backdoor for its version; 0 if nothing
 *	answered. Called only if @vmware_dmi is set. May be NULL.
 * @context: handed to both callbacks
 */
struct pvshim_machine {
	bool hypervisor_bit;
	bool vmware_dmi;
	void (*read_leaf)(void *context, u32 leaf, struct pvshim_leaf *out);
	u32 (*backdoor_version)(void *context);
	void *context;
};

/**
 * struct pvshim_detection - everything that was found
 * @primary: the interface of the usable signature at the highest base, which
 *	is also Linux's own choice; NONE or UNKNOWN if there is none
 * @nr: how many of @signatures are filled
 * @dropped: how many more there were than @signatures can hold
 * @signatures: what was found, in ascending order of their bases
 */
struct pvshim_detection {
	enum pvshim_hv primary;
	unsigned int nr;
	unsigned int dropped;
	struct pvshim_signature signatures[PVSHIM_MAX_SIGNATURES];
};

/**
 * pvshim_detect - collect every signature and choose the primary interface
 * @machine: where to look
 * @out: what was found; written completely
 *
 * Context: as @machine's callbacks allow; takes no lock, does not sleep.
 */
void pvshim_detect(const struct pvshim_machine *machine,
		   struct pvshim_detection *out);

/**
 * pvshim_find_signature - the signature with this text, if it may be used
 * @d: a detection
 * @text: the signature, without padding
 *
 * What pvshim does not know may be known to whoever asks for it by name, so
 * such a signature is found, too, if its maximum leaf is sound.
 *
 * Return: the entry of @d, or NULL.
 */
const struct pvshim_signature *
pvshim_find_signature(const struct pvshim_detection *d, const char *text);

/**
 * pvshim_hv_name - name of a hypervisor interface, as sysfs shows it
 * @hv: the interface
 *
 * Return: "none", "unknown", "xen", "vmware", "kvm" or "hyperv".
 */
const char *pvshim_hv_name(enum pvshim_hv hv);

/**
 * pvshim_fault_text - a fault in words
 * @fault: the fault
 *
 * Return: a constant text.
 */
const char *pvshim_fault_text(enum pvshim_fault fault);

#endif /* _PVSHIM_DETECT_H */
