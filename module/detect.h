/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Detection of hypervisor interfaces. Pure logic over a "read this leaf" callback, so
 * that the same detect.c runs in the module and in unit tests on the build machine.
 */
#ifndef _PVSHIM_DETECT_H
#define _PVSHIM_DETECT_H

#include <linux/types.h>

#include <pvshim/hypervisor.h>

#define PVSHIM_MAX_SIGNATURES 16

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
 * A signature that pvshim does not know may be that of another module's provider, so it
 * is found, too, if its maximum leaf is sound.
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
