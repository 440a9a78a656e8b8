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
#define PVSHIM_KVM_TLB_FLUSH   BIT(9)
#define PVSHIM_KVM_SEND_IPI    BIT(11)
#define PVSHIM_KVM_SCHED_YIELD BIT(13)
/*
 * Bit of pvshim_signature::hints, which is leaf base+1 EDX: no vCPU is ever taken off
 * its CPU for long
 */
#define PVSHIM_KVM_REALTIME BIT(0)

/* RBX = physical address of struct kvm_clock_pairing, RCX = type */
#define PVSHIM_KVM_CLOCK_PAIRING  9
#define PVSHIM_KVM_PAIR_WALLCLOCK 0
/*
 * RBX, RCX = which of the 128 APIC IDs from RDX on, RSI = low half of the interrupt
 * command register; answers how many of them have got the interrupt.
 */
#define PVSHIM_KVM_SEND_IPI_TO 10
#define PVSHIM_KVM_IPI_CLUSTER 128
/* RBX = APIC ID of the vCPU to run instead */
#define PVSHIM_KVM_YIELD 11

/* The MSR of steal time: address of a struct kvm_steal_time, and bit 0 */
#define PVSHIM_KVM_STEAL_ADDRESS  (~0x3full)
#define PVSHIM_KVM_STEAL_RESERVED 0x3eull

#endif /* _PVSHIM_ABI_KVM_H */
