/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether vcpu_is_preempted() is a hypervisor's or the native stub. Kernels have it in
 * pv_ops, with a CPU feature that tells, or as a static call, whose trampoline tells: that
 * of the native stub is a jump to __static_call_return0().
 */
#ifndef _PVSHIM_COMPAT_PREEMPTED_H
#define _PVSHIM_COMPAT_PREEMPTED_H

#include <linux/compiler.h>
#include <linux/static_call.h>
#include <linux/types.h>

#include <asm/cpufeature.h>
#include <asm/text-patching.h>

#include "pv-ops.h"

#ifdef X86_FEATURE_VCPUPREEMPT

static inline bool pvshim_kernel_tells_preempted(void)
{
	return boot_cpu_has(X86_FEATURE_VCPUPREEMPT);
}

#elif defined(CONFIG_PARAVIRT_LATE)

static inline bool pvshim_kernel_tells_preempted(void)
{
	const u8 *jump = (const u8 *)&STATIC_CALL_TRAMP(pv_vcpu_is_preempted);

	/* Of a built-in pvshim objtool refuses the address behind the jump: no ENDBR. */
	OPTIMIZER_HIDE_VAR(jump);
	return jump[0] != JMP32_INSN_OPCODE ||
	       jump + JMP32_INSN_SIZE + *(const s32 *)(jump + 1) !=
		       (const u8 *)__static_call_return0;
}

#else /* a kernel that has it in a way that we do not know */

static inline bool pvshim_kernel_tells_preempted(void)
{
	return false;
}

#endif
#endif /* _PVSHIM_COMPAT_PREEMPTED_H */
