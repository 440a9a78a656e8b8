/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc/interrupts counts. */
#ifndef _PVSHIMCTL_INTERRUPTS_H
#define _PVSHIMCTL_INTERRUPTS_H

#include <stdbool.h>

#define INTERRUPTS "/proc/interrupts"

/**
 * count_interrupts - how many of a kind there were since the boot
 * @path: /proc/interrupts
 * @name: the line: "CAL", by which CPUs make others call a function, "TLB", what of
 *	these was a flush of translations, "RES", by which they make others schedule
 * @sum: gets the number, of all CPUs that are online
 *
 * Return: false if it cannot be told.
 */
bool count_interrupts(const char *path, const char *name,
		      unsigned long long *sum);

#endif /* _PVSHIMCTL_INTERRUPTS_H */
