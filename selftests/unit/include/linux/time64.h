/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _UNIT_LINUX_TIME64_H
#define _UNIT_LINUX_TIME64_H

/* long, as in the kernel: the width and sign decide how products wrap. */
#define NSEC_PER_MSEC 1000000L
#define NSEC_PER_SEC  1000000000L

#endif /* _UNIT_LINUX_TIME64_H */
