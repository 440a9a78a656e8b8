/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KVM's guest ABI, as far as pvshim uses it and <asm/kvm_para.h> does not name it.
 *
 * Hypercall: VMCALL or VMMCALL, whichever the CPU has; RAX = number, RBX, RCX,
 * RDX, RSI = arguments; RAX = answer, all else is kept.
 *
 * Sources: Linux Documentation/virt/kvm/x86/{cpuid,msr,hypercalls}.rst,
 * include/uapi/linux/kvm_para.h, arch/x86/include/uapi/asm/kvm_para.h.
 */
#ifndef _PVSHIM_ABI_KVM_H
#define _PVSHIM_ABI_KVM_H

#include <linux/bits.h>
#include <linux/types.h>

/* Bits of pvshim_signature::features, which is leaf base+1 EAX */
#define PVSHIM_KVM_STEAL_TIME  BIT(5)
#define PVSHIM_KVM_SCHED_YIELD BIT(13)

/* RBX = physical address of struct kvm_clock_pairing, RCX = type */
#define PVSHIM_KVM_CLOCK_PAIRING  9
#define PVSHIM_KVM_PAIR_WALLCLOCK 0
/* RBX = APIC ID of the vCPU to run instead */
#define PVSHIM_KVM_YIELD 11

/* The MSR of steal time: address of a struct kvm_steal_time, and bit 0 */
#define PVSHIM_KVM_STEAL_ADDRESS  (~0x3full)
#define PVSHIM_KVM_STEAL_RESERVED 0x3eull

#endif /* _PVSHIM_ABI_KVM_H */
