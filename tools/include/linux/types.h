/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's integer types, for its code in programs of user space. */
#ifndef _TOOLS_LINUX_TYPES_H
#define _TOOLS_LINUX_TYPES_H

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

#define __aligned(size) __attribute__((__aligned__(size)))

#endif /* _TOOLS_LINUX_TYPES_H */
