/* SPDX-License-Identifier: GPL-2.0 */
/* Per-CPU data as an array, where the test has one. */
#ifndef _UNIT_LINUX_PERCPU_H
#define _UNIT_LINUX_PERCPU_H

#define __percpu
#define per_cpu_ptr(ptr, cpu) (&(ptr)[cpu])

#endif /* _UNIT_LINUX_PERCPU_H */
