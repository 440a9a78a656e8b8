/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hyper-V's guest ABI, as far as pvshim uses it.
 *
 * Hypercall: VMCALL or VMMCALL out of a page that the guest has asked for;
 * RCX = code and flags, RDX, R8 = the input itself if "fast"; RAX low 16 bits =
 * status, 0 is success.
 *
 * Source: Hypervisor Top Level Functional Specification.
 */
#ifndef _PVSHIM_ABI_HYPERV_H
#define _PVSHIM_ABI_HYPERV_H

#include <linux/bits.h>

/* Bit of pvshim_signature::features, which is leaf base+3 EAX */
#define PVSHIM_HYPERV_HYPERCALLS BIT(5)
/* Bit of leaf base+3 EDX */
#define PVSHIM_HYPERV_CRASH_MSRS BIT(10)

#define PVSHIM_HYPERV_FAST   BIT_ULL(16)
#define PVSHIM_HYPERV_STATUS 0xffff /* mask of RAX */
/* Input: for how many turns the caller has spun */
#define PVSHIM_HYPERV_LONG_SPIN_WAIT 8

/* Five words of the guest's choice, then CTL with NOTIFY set tells the host */
#define PVSHIM_HYPERV_MSR_CRASH_P0  0x40000100
#define PVSHIM_HYPERV_CRASH_WORDS   5
#define PVSHIM_HYPERV_MSR_CRASH_CTL 0x40000105
#define PVSHIM_HYPERV_CRASH_NOTIFY  BIT_ULL(63)

#endif /* _PVSHIM_ABI_HYPERV_H */
