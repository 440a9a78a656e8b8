/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Xen's hypercall ABI, as far as Linux' headers do not give it to modules.
 *
 * HVM and PVH guests: VMCALL on Intel, VMMCALL on AMD and Hygon. RAX holds the
 * number (Linux include/xen/interface/xen.h), RDI, RSI, RDX, R10, R8 hold the
 * arguments and are lost; RAX returns the result, negative errno of Xen's own
 * numbering on failure. PV guests call through the kernel's static call
 * xen_hypercall. Source: Xen arch-x86/xen-x86_64.h, Linux asm/xen/hypercall.h.
 */
#ifndef _PVSHIM_ABI_XEN_H
#define _PVSHIM_ABI_XEN_H

/* Xen's headers do not include the types they use. */
#include <linux/types.h>

#include <xen/interface/xen.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>

/* hvm/hvm_op.h: flush the TLBs of all vCPUs of the domain; the argument is NULL */
#define PVSHIM_XEN_FLUSH_TLBS 5

/* errno.h: there is no such hypercall */
#define PVSHIM_XEN_ENOSYS 38

/* arch-x86/cpuid.h: version word of base+1 */
#define PVSHIM_XEN_MAJOR(version)	 ((version) >> 16)
#define PVSHIM_XEN_MINOR(version)	 ((u16)(version))
#define PVSHIM_XEN_VERSION(major, minor) ((u32)(major) << 16 | (minor))

#endif /* _PVSHIM_ABI_XEN_H */
