/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc/interrupts counts. */
#ifndef _PVSHIMCTL_INTERRUPTS_H
#define _PVSHIMCTL_INTERRUPTS_H

#include <stdbool.h>

/**
 * count_ipis - interrupts by which CPUs made others do something, since the boot
 * @path: /proc/interrupts
 * @sum: gets the number, of all CPUs that are online
 *
 * Return: false if it cannot be told.
 */
bool count_ipis(const char *path, unsigned long long *sum);

#endif /* _PVSHIMCTL_INTERRUPTS_H */
