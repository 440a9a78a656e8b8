/* SPDX-License-Identifier: GPL-2.0 */
/* MSRs as one value of 64 bits: a quadword (q), which kernels once called a long (l). */
#ifndef _PVSHIM_COMPAT_MSR_H
#define _PVSHIM_COMPAT_MSR_H

#include <asm/msr.h>

#ifndef PVSHIM_HAVE_MSRQ
#define rdmsrq_safe	   rdmsrl_safe
#define wrmsrq_safe	   wrmsrl_safe
#define rdmsrq_safe_on_cpu rdmsrl_safe_on_cpu
#endif

#endif /* _PVSHIM_COMPAT_MSR_H */
