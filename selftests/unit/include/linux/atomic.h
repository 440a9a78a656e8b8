/* SPDX-License-Identifier: GPL-2.0 */
/* What the pure logic uses of the kernel's atomics, on the compiler's own. */
#ifndef _UNIT_LINUX_ATOMIC_H
#define _UNIT_LINUX_ATOMIC_H

/* If set, runs right behind each READ_ONCE(): another CPU, at a bad moment. */
extern void (*unit_after_read)(void);

#define READ_ONCE(x)                                                           \
	({                                                                     \
		__typeof__(x) _read = __atomic_load_n(&(x), __ATOMIC_RELAXED); \
		if (unit_after_read)                                           \
			unit_after_read();                                     \
		_read;                                                         \
	})

/* Strong and fully ordered, as on x86; updates *old when it fails. */
#define try_cmpxchg(ptr, old, new)                                      \
	__atomic_compare_exchange_n(ptr, old, new, 0, __ATOMIC_SEQ_CST, \
				    __ATOMIC_SEQ_CST)

#endif /* _UNIT_LINUX_ATOMIC_H */
