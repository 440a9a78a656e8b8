/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Included before every file: an error in words on a kernel that pvshim cannot be built
 * for. Differences between kernels belong in this directory, found by feature.
 */
#ifndef _PVSHIM_COMPAT_H
#define _PVSHIM_COMPAT_H

#include <linux/kconfig.h>

#ifndef CONFIG_X86_64
#error "pvshim is for x86-64 kernels only."
#endif
#ifndef CONFIG_HAVE_STATIC_CALL_INLINE
#error "pvshim needs inline static calls: set CONFIG_OBJTOOL and CONFIG_MODULES."
#endif
#ifndef CONFIG_PARAVIRT_SPINLOCKS
#error "pvshim needs a guest kernel: set CONFIG_HYPERVISOR_GUEST and CONFIG_PARAVIRT_SPINLOCKS."
#endif
#ifndef CONFIG_XEN
#error "pvshim needs a guest kernel for Xen: set CONFIG_XEN."
#endif
#if defined(CONFIG_PREEMPTION) && !defined(CONFIG_TASKS_RCU)
#error "pvshim cannot tell when a preempted call has ended: set CONFIG_TASKS_RCU."
#endif
#ifndef CONFIG_TASKS_RUDE_RCU
#error "pvshim cannot tell when a call in an interrupt has ended: set CONFIG_TASKS_RUDE_RCU."
#endif

#endif /* _PVSHIM_COMPAT_H */
