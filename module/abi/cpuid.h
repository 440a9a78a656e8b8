/* SPDX-License-Identifier: GPL-2.0 */
/*
 * CPUID leaves of hypervisors.
 *
 * A hypervisor announces itself by CPUID.1:ECX[31] and by a signature of twelve
 * bytes in EBX, ECX, EDX of leaf "base", whose EAX is its highest leaf, or 0 if the
 * hypervisor does not report it (OpenBSD). The base is 0x40000000 or, where several
 * interfaces are offered at once, that plus a multiple of 0x100. Without the bit
 * these leaves hold whatever the highest basic leaf holds.
 *
 * Sources: Intel SDM volume 2 (CPUID), AMD APM volume 3 appendix E; Linux
 * arch/x86/include/asm/cpuid.h and, per interface, as named below.
 */
#ifndef _PVSHIM_ABI_CPUID_H
#define _PVSHIM_ABI_CPUID_H

#define PVSHIM_CPUID_FIRST_BASE 0x40000000u
#define PVSHIM_CPUID_LAST_BASE	0x4000ff00u
#define PVSHIM_CPUID_BLOCK	0x100u

/*
 * Xen: arch-x86/cpuid.h of Xen. base+1 EAX: version, major << 16 | minor;
 * base+2: hypercall transfer pages; base+4 (HVM only) EAX: feature bits.
 */
#define PVSHIM_XEN_SIGNATURE	  "XenVMMXenVMM"
#define PVSHIM_XEN_LEAF_VERSION	  1
#define PVSHIM_XEN_LEAF_HYPERCALL 2
#define PVSHIM_XEN_LEAF_FEATURES  4

/*
 * VMware: Linux arch/x86/include/asm/vmware.h. base+0x10 EAX: TSC kHz, EBX: bus
 * kHz, ECX bit 0: VMMCALL, bit 1: VMCALL instead of the backdoor port.
 */
#define PVSHIM_VMWARE_SIGNATURE	    "VMwareVMware"
#define PVSHIM_VMWARE_LEAF_FEATURES 0x10

/*
 * KVM: Documentation/virt/kvm/x86/cpuid.rst. base+1 EAX: feature bits, EDX: hints.
 * Old hosts report 0 as the highest leaf and mean base+1, but only at the first
 * base: beside another interface they have no such leaf, and what a CPU answers
 * there instead belongs to another one.
 */
#define PVSHIM_KVM_SIGNATURE	 "KVMKVMKVM"
#define PVSHIM_KVM_LEAF_FEATURES 1

/*
 * Hyper-V: Hypervisor Top Level Functional Specification. base+1 EAX: interface
 * "Hv#1"; base+2 EBX: version, major << 16 | minor; base+3 EAX, EDX: feature bits;
 * base+4 EAX: recommendations, EBX: how often to try for a lock before the host is
 * told of it.
 */
#define PVSHIM_HYPERV_SIGNATURE	     "Microsoft Hv"
#define PVSHIM_HYPERV_LEAF_INTERFACE 1
#define PVSHIM_HYPERV_INTERFACE	     0x31237648u
#define PVSHIM_HYPERV_LEAF_VERSION   2
#define PVSHIM_HYPERV_LEAF_FEATURES  3
#define PVSHIM_HYPERV_LEAF_HINTS     4
#define PVSHIM_HYPERV_LEAF_LIMITS    5

#endif /* _PVSHIM_ABI_CPUID_H */
