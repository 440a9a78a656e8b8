/* SPDX-License-Identifier: GPL-2.0 */
/* Instructions that this machine may not have, or not let a process have. */
#ifndef _PVSHIMCTL_GUARD_H
#define _PVSHIMCTL_GUARD_H

#include <stdbool.h>

/**
 * guarded - call a function that may fault
 * @call: the function; SIGILL and SIGSEGV end it
 * @data: is handed to it
 *
 * Return: whether it came to its end.
 */
bool guarded(void (*call)(void *data), void *data);

#endif /* _PVSHIMCTL_GUARD_H */
