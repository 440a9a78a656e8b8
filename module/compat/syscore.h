/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What runs last before the system sleeps and first when it wakes up. Kernels hand the
 * functions an argument of their choice, or none.
 */
#ifndef _PVSHIM_COMPAT_SYSCORE_H
#define _PVSHIM_COMPAT_SYSCORE_H

#include <linux/syscore_ops.h>

#ifdef PVSHIM_HAVE_SYSCORE

/* PVSHIM_SYSCORE(name, suspend, resume) - define it; they take and return nothing */
#define PVSHIM_SYSCORE(name, its_suspend, its_resume)  \
	static int name##_suspend(void *unused)        \
	{                                              \
		its_suspend();                         \
		return 0;                              \
	}                                              \
	static void name##_resume(void *unused)        \
	{                                              \
		its_resume();                          \
	}                                              \
	static const struct syscore_ops name##_ops = { \
		.suspend = name##_suspend,             \
		.resume = name##_resume,               \
	};                                             \
	static struct syscore name = { .ops = &name##_ops }

#define pvshim_register_syscore(syscore)   register_syscore(syscore)
#define pvshim_unregister_syscore(syscore) unregister_syscore(syscore)

#else

#define PVSHIM_SYSCORE(name, its_suspend, its_resume) \
	static int name##_suspend(void)               \
	{                                             \
		its_suspend();                        \
		return 0;                             \
	}                                             \
	static struct syscore_ops name = {            \
		.suspend = name##_suspend,            \
		.resume = its_resume,                 \
	}

#define pvshim_register_syscore(syscore)   register_syscore_ops(syscore)
#define pvshim_unregister_syscore(syscore) unregister_syscore_ops(syscore)

#endif
#endif /* _PVSHIM_COMPAT_SYSCORE_H */
