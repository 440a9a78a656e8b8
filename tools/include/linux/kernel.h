/* SPDX-License-Identifier: GPL-2.0 */
/* What the pure logic uses of the kernel's linux/kernel.h. */
#ifndef _TOOLS_LINUX_KERNEL_H
#define _TOOLS_LINUX_KERNEL_H

#include <assert.h>
#include <linux/types.h>

#define fallthrough __attribute__((__fallthrough__))

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* As strict as the kernel's: both sides must have the same type. */
#define min(a, b)                                                               \
	({                                                                      \
		__typeof__(a) _min_a = (a);                                     \
		__typeof__(b) _min_b = (b);                                     \
		static_assert(__builtin_types_compatible_p(__typeof__(_min_a),  \
							   __typeof__(_min_b)), \
			      "min() of two types");                            \
		_min_a < _min_b ? _min_a : _min_b;                              \
	})

#endif /* _TOOLS_LINUX_KERNEL_H */
