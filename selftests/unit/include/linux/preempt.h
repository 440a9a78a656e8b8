/* SPDX-License-Identifier: GPL-2.0 */
/* A thread of the host may be preempted anywhere, which the logic must bear. */
#ifndef _UNIT_LINUX_PREEMPT_H
#define _UNIT_LINUX_PREEMPT_H

#define preempt_disable() \
	do {              \
	} while (0)
#define preempt_enable() \
	do {             \
	} while (0)

#endif /* _UNIT_LINUX_PREEMPT_H */
