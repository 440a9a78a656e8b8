/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers in text, and those of /proc/interrupts. */
#ifndef _PVSHIMCTL_INTERRUPTS_H
#define _PVSHIMCTL_INTERRUPTS_H

#include <stdbool.h>

/**
 * take_number - a decimal number at the beginning of text
 * @text: moved behind it; blanks before it are passed over
 * @value: the number
 *
 * Return: false if there is none, or it is too large; @text stays then.
 */
bool take_number(const char **text, unsigned long long *value);

/**
 * count_ipis - interrupts by which CPUs made others do something, since the boot
 * @path: /proc/interrupts
 * @sum: gets the number, of all CPUs that are online
 *
 * Return: false if it cannot be told.
 */
bool count_ipis(const char *path, unsigned long long *sum);

#endif /* _PVSHIMCTL_INTERRUPTS_H */
