/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's integer types, for code that is compiled for the host. */
#ifndef _UNIT_LINUX_TYPES_H
#define _UNIT_LINUX_TYPES_H

/* The C library includes this name too and wants what it stands for there. */
#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/* As in the kernel: 64 bits are long long, so format strings agree. */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed long long s64;

#endif /* _UNIT_LINUX_TYPES_H */
