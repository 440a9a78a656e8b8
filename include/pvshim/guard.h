/* SPDX-License-Identifier: GPL-2.0 */
/* For providers: what comes before the first hypercall, and round each. */
#ifndef _PVSHIM_GUARD_H
#define _PVSHIM_GUARD_H

#include <linux/cc_platform.h>
#include <linux/errno.h>
#include <linux/types.h>

#include <asm/alternative.h>
#include <asm/asm.h>
#include <asm/cpufeature.h>
#include <asm/extable.h>

/* No hypervisor answers this; fits the exception table's 16-bit immediate. */
#define PVSHIM_HYPERCALL_FAULTED (-ENOTRECOVERABLE)
#define PVSHIM_EX_FAULTED	 (EX_TYPE_IMM_REG | EX_DATA_IMM(-ENOTRECOVERABLE))

/**
 * PVSHIM_GUARDED - an instruction that may fault, as text for asm()
 * @insn: the instruction's text
 *
 * If it faults, the register operand %[ret] is PVSHIM_HYPERCALL_FAULTED, as wide as that
 * register, and execution goes on behind it.
 */
/* clang-format off */
#define PVSHIM_GUARDED(insn)	\
	"1: " insn "\n2:\n"	\
	_ASM_EXTABLE_TYPE_REG(1b, 2b, PVSHIM_EX_FAULTED, %[ret])
/* clang-format on */

/* The hypercall instruction of this CPU's vendor, patched at load, as text for asm() */
#define PVSHIM_VMCALL ALTERNATIVE("vmcall", "vmmcall", X86_FEATURE_VMMCALL)

/**
 * pvshim_guest_is_encrypted - whether the guest hides memory or state from the host
 *
 * Then no hypercall works as its interface describes it, and no trial is safe. With
 * encrypted memory the host cannot read what a hypercall points to. With encrypted
 * registers the instruction, and access to an emulated port, raise an exception of their
 * own (#VC, #VE); where the kernel's handler gives up, it looks into no exception table,
 * so that PVSHIM_GUARDED() does not help.
 *
 * A provider asks this in its init function and refuses before it executes anything.
 *
 * Context: any.
 * Return: true in guests of SEV, SEV-ES, SEV-SNP and TDX.
 */
static inline bool pvshim_guest_is_encrypted(void)
{
	return cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT) ||
	       cc_platform_has(CC_ATTR_GUEST_STATE_ENCRYPT);
}

#endif /* _PVSHIM_GUARD_H */
