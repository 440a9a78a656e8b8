/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _UNIT_LINUX_KTIME_H
#define _UNIT_LINUX_KTIME_H

#include <linux/types.h>

/* The test's own clock */
u64 ktime_get_boot_fast_ns(void);

#endif /* _UNIT_LINUX_KTIME_H */
