/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hyper-V's guest ABI, as far as pvshim uses it.
 *
 * Hypercall: VMCALL or VMMCALL out of a page that the guest has asked for;
 * RCX = code and flags, RDX, R8 = the input itself if "fast", else its physical
 * address and that of the output; RAX low 16 bits = status, 0 is success.
 *
 * Source: Hypervisor Top Level Functional Specification.
 */
#ifndef _PVSHIM_ABI_HYPERV_H
#define _PVSHIM_ABI_HYPERV_H

#include <linux/bits.h>
#include <linux/types.h>

/* Bit of pvshim_signature::features, which is leaf base+3 EAX */
#define PVSHIM_HYPERV_HYPERCALLS BIT(5)
#define PVSHIM_HYPERV_VP_INDICES BIT(6)
/* Bit of pvshim_signature::more_features, which is leaf base+3 EDX */
#define PVSHIM_HYPERV_CRASH_MSRS BIT(10)
/* Bits of pvshim_signature::hints, which is leaf base+4 EAX */
#define PVSHIM_HYPERV_FLUSH_BETTER BIT(2)
#define PVSHIM_HYPERV_IPI_BETTER   BIT(10)
/* Value of pvshim_signature::spins, which is leaf base+4 EBX: no use in telling */
#define PVSHIM_HYPERV_NEVER_NOTIFY 0xffffffffu

/*
 * Who the guest is, then where it wants the page with the instruction; that is gone
 * without the former. All of a virtual machine share them.
 */
#define PVSHIM_HYPERV_MSR_IDENTITY  0x40000000
#define PVSHIM_HYPERV_MSR_PAGE	    0x40000001
#define PVSHIM_HYPERV_PAGE_ENABLED  BIT_ULL(0)
#define PVSHIM_HYPERV_PAGE_RESERVED GENMASK_ULL(11, 1)
/* The number by which hypercalls know this virtual CPU */
#define PVSHIM_HYPERV_MSR_VP_INDEX 0x40000002

#define PVSHIM_HYPERV_FAST   BIT_ULL(16)
#define PVSHIM_HYPERV_STATUS 0xffff /* mask of RAX */
/* No status of any host: what is in RAX before a call that may be ignored */
#define PVSHIM_HYPERV_UNANSWERED 0xffff
/* Input: for how many turns the caller has spun */
#define PVSHIM_HYPERV_LONG_SPIN_WAIT 8
/* Input in memory: struct pvshim_hyperv_flush, which must not cross a page */
#define PVSHIM_HYPERV_FLUSH_SPACE 2
/* Input: the vector, and a bit for each of the virtual CPUs 0 to 63 */
#define PVSHIM_HYPERV_SEND_IPI 0xb

#define PVSHIM_HYPERV_FLUSH_ALL_SPACES BIT_ULL(1)
#define PVSHIM_HYPERV_FLUSH_NON_GLOBAL BIT_ULL(2)

/**
 * struct pvshim_hyperv_flush - which translations to drop
 * @space: CR3 of an address space; ignored with ALL_SPACES
 * @flags: PVSHIM_HYPERV_FLUSH_...
 * @vps: a bit for each of the virtual CPUs 0 to 63
 */
struct pvshim_hyperv_flush {
	u64 space;
	u64 flags;
	u64 vps;
} __aligned(32);

/* Five words of the guest's choice, then CTL with NOTIFY set tells the host */
#define PVSHIM_HYPERV_MSR_CRASH_P0  0x40000100
#define PVSHIM_HYPERV_CRASH_WORDS   5
#define PVSHIM_HYPERV_MSR_CRASH_CTL 0x40000105
#define PVSHIM_HYPERV_CRASH_NOTIFY  BIT_ULL(63)

#endif /* _PVSHIM_ABI_HYPERV_H */
