/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hyper-V's guest ABI, as far as <asm/mshyperv.h> does not name it.
 *
 * Hypercall: VMCALL or VMMCALL out of a page that the guest has asked for;
 * RCX = code and flags, RDX, R8 = the input itself if "fast", else its physical
 * address and that of the output; RAX low 16 bits = status, 0 is success.
 *
 * Source: Hypervisor Top Level Functional Specification.
 */
#ifndef _PVSHIM_ABI_HYPERV_H
#define _PVSHIM_ABI_HYPERV_H

/* Value of pvshim_signature::spins, which is leaf base+4 EBX: never notify the host */
#define PVSHIM_HYPERV_NEVER_NOTIFY 0xffffffffu

/* No status of any host: what is in RAX before a call that the host may ignore */
#define PVSHIM_HYPERV_UNANSWERED 0xffff

#endif /* _PVSHIM_ABI_HYPERV_H */
