/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For cpuid_eax() and its like. Kernels declare them in different headers; the one
 * included here uses them, so it includes that of any kernel.
 */
#ifndef _PVSHIM_CPUID_H
#define _PVSHIM_CPUID_H

#include <asm/xen/hypervisor.h>

#endif /* _PVSHIM_CPUID_H */
