/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hypercall instructions themselves, each guarded by the exception table: where
 * the host does not have the interface it announces, a fault becomes
 * PVSHIM_HYPERCALL_FAULTED.
 */
#ifndef _PVSHIM_HYPERCALL_H
#define _PVSHIM_HYPERCALL_H

#include <asm/cpufeature.h>
#include <asm/unwind_hints.h>
#include <asm/vmware.h>
#include <asm/xen/hypercall.h>

#include <pvshim/guard.h>
#include <pvshim/hypervisor.h>

#include "abi/hyperv.h"
#include "abi/vmware.h"

/**
 * pvshim_xen_hypercall - a Xen hypercall, of PV, PVH and HVM guests alike
 * @nr: hypercall number
 * @a1: first argument
 * @a2: second argument
 * @a3: third argument
 * @a4: fourth argument
 *
 * PV guests take the kernel's own entry: SYSCALL needs its stack, and there is
 * nothing to guard, as the kernel could not have booted without it.
 *
 * Context: any, as far as the hypercall itself allows.
 * Return: the hypervisor's answer or PVSHIM_HYPERCALL_FAULTED.
 */
static __always_inline long
pvshim_xen_hypercall(unsigned long nr, unsigned long a1, unsigned long a2,
		     unsigned long a3, unsigned long a4)
{
	register unsigned long r10 asm("r10") = a4;
	register unsigned long r8 asm("r8") = 0;
	long ret;

	if (cpu_feature_enabled(X86_FEATURE_XENPV))
		return xen_single_call(nr, a1, a2, a3, a4, 0);

	asm volatile(PVSHIM_GUARDED(PVSHIM_VMCALL)
		     : [ret] "=a"(ret), "+D"(a1), "+S"(a2), "+d"(a3), "+r"(r10),
		       "+r"(r8)
		     : "a"(nr)
		     : "memory");
	return ret;
}

/**
 * pvshim_kvm_hypercall - a KVM hypercall
 * @nr: hypercall number
 * @a1: first argument
 * @a2: second argument
 * @a3: third argument
 * @a4: fourth argument
 *
 * RAX holds the number, RBX, RCX, RDX and RSI hold the arguments; RAX returns the
 * answer, and all other registers are kept. Numbers and features are those of
 * <linux/kvm_para.h>; see also Documentation/virt/kvm/x86/{cpuid,msr,hypercalls}.rst.
 *
 * Not for encrypted guests: there the instruction does not reach the host.
 *
 * Context: any, as far as the hypercall itself allows.
 * Return: the hypervisor's answer or PVSHIM_HYPERCALL_FAULTED.
 */
static __always_inline long
pvshim_kvm_hypercall(unsigned long nr, unsigned long a1, unsigned long a2,
		     unsigned long a3, unsigned long a4)
{
	long ret;

	asm volatile(PVSHIM_GUARDED(PVSHIM_VMCALL)
		     : [ret] "=a"(ret)
		     : "a"(nr), "b"(a1), "c"(a2), "d"(a3), "S"(a4)
		     : "memory");
	return ret;
}

/**
 * pvshim_hyperv_hypercall - a Hyper-V hypercall
 * @control: the call's code and flags
 * @input: its input's physical address; with the flag "fast" the first eight
 *	bytes of it
 * @more: its output's physical address, 0 if it has none; with "fast" the next eight
 *	bytes of input
 *
 * The bare instruction, without the hypercall page: only where that page has been seen
 * to hold nothing else. RAX is an output alone. It is preset, because a host that ignores
 * the call leaves it as it is, and a 0 that happened to be in it would mean success.
 *
 * Context: any, as far as the hypercall itself allows.
 * Return: the status, PVSHIM_HYPERV_UNANSWERED if the host did nothing, or
 * PVSHIM_HYPERCALL_FAULTED.
 */
static __always_inline long pvshim_hyperv_hypercall(u64 control, u64 input,
						    u64 more)
{
	register u64 r8 asm("r8") = more;
	long ret = PVSHIM_HYPERV_UNANSWERED;

	asm volatile(PVSHIM_GUARDED(PVSHIM_VMCALL)
		     : [ret] "+a"(ret), "+c"(control), "+d"(input), "+r"(r8)
		     :
		     : "r9", "r10", "r11", "memory");
	return ret;
}

/**
 * enum pvshim_vmware_way - how to get into VMware's backdoor
 * @PVSHIM_VMWARE_BY_PORT: IN from the backdoor port
 * @PVSHIM_VMWARE_BY_VMMCALL: VMMCALL
 * @PVSHIM_VMWARE_BY_VMCALL: VMCALL
 */
enum pvshim_vmware_way {
	PVSHIM_VMWARE_BY_PORT,
	PVSHIM_VMWARE_BY_VMMCALL,
	PVSHIM_VMWARE_BY_VMCALL,
};

/**
 * struct pvshim_vmware_regs - registers into and out of the backdoor
 * @eax: out only; PVSHIM_HYPERCALL_FAULTED as u32 if the instruction faulted
 * @ebx: in and out
 * @ecx: in: command; out
 * @edx: in and out; the port way replaces the low word on the way in
 * @esi: in and out
 * @edi: in and out
 */
struct pvshim_vmware_regs {
	u32 eax, ebx, ecx, edx, esi, edi;
};

/*
 * R8 to R11 are kept by the ABI. A host that does not keep them must not do harm,
 * and saying so costs nothing next to the exit.
 */
/* clang-format off */
#define PVSHIM_VMWARE_ASM(insn, regs)					\
	asm volatile(PVSHIM_GUARDED(insn)				\
		     : [ret] "=a" ((regs)->eax), "+b" ((regs)->ebx),		\
		       "+c" ((regs)->ecx), "+d" ((regs)->edx),		\
		       "+S" ((regs)->esi), "+D" ((regs)->edi)		\
		     : "a" (PVSHIM_VMWARE_MAGIC)			\
		     : "r8", "r9", "r10", "r11", "memory")
/* clang-format on */

/**
 * pvshim_vmware_hypercall - one low-bandwidth backdoor command
 * @way: how to get in
 * @regs: registers, see there
 *
 * The way is a run-time choice, not an alternative by X86_FEATURE_VMCALL and
 * X86_FEATURE_VMW_VMMCALL: the kernel sets these only where VMware is *its*
 * choice, and pvshim must also serve where another signature stands higher.
 * Next to the exit that follows, the branch costs nothing.
 *
 * Context: any.
 */
static __always_inline void
pvshim_vmware_hypercall(enum pvshim_vmware_way way,
			struct pvshim_vmware_regs *regs)
{
	switch (way) {
	case PVSHIM_VMWARE_BY_VMMCALL:
		PVSHIM_VMWARE_ASM("vmmcall", regs);
		break;
	case PVSHIM_VMWARE_BY_VMCALL:
		PVSHIM_VMWARE_ASM("vmcall", regs);
		break;
	case PVSHIM_VMWARE_BY_PORT:
		regs->edx = (regs->edx & 0xffff0000) | VMWARE_HYPERVISOR_PORT;
		PVSHIM_VMWARE_ASM("inl (%%dx), %%eax", regs);
		break;
	}
}

/**
 * pvshim_vmware_version - ask VMware's backdoor for its version
 * @way: how to get in
 *
 * Context: any. By port only where it is known to be VMware's, and never in encrypted
 * guests.
 * Return: the version; 0 if nothing answered, or PVSHIM_HYPERCALL_FAULTED.
 */
long pvshim_vmware_version(enum pvshim_vmware_way way);

/* The way in which VMware has answered; written again at each verification. */
extern enum pvshim_vmware_way pvshim_vmware_way;

/**
 * pvshim_vmware_call - one low-bandwidth backdoor command, in the way that works
 * @regs: registers, see there
 *
 * Context: any.
 */
static __always_inline void pvshim_vmware_call(struct pvshim_vmware_regs *regs)
{
	pvshim_vmware_hypercall(READ_ONCE(pvshim_vmware_way), regs);
}

/**
 * pvshim_vmware_answer - the answer of a backdoor command
 * @regs: registers after a hypercall
 *
 * Return: EAX, or PVSHIM_HYPERCALL_FAULTED.
 */
static inline long pvshim_vmware_answer(const struct pvshim_vmware_regs *regs)
{
	return regs->eax == (u32)PVSHIM_HYPERCALL_FAULTED ?
		       PVSHIM_HYPERCALL_FAULTED :
		       (long)regs->eax;
}

/**
 * pvshim_hypercall_ready - let pvshim_hypercall() use a channel, after a guarded trial
 * @hv: the hypervisor; VMware's is used in the way that pvshim_vmware_way holds
 *
 * Context: task; called by the provider's init function.
 */
void pvshim_hypercall_ready(enum pvshim_hv hv);

/**
 * pvshim_hypercall_gone - let pvshim_hypercall() refuse a channel until it is ready again
 * @hv: the hypervisor, which is not there any more
 *
 * Context: pvshim_mutex held.
 */
void pvshim_hypercall_gone(enum pvshim_hv hv);

#endif /* _PVSHIM_HYPERCALL_H */
