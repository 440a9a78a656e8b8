/* SPDX-License-Identifier: GPL-2.0 */
/* Multiboot 0.6.96: what the loader passes, as far as tinyhv reads it. */
#ifndef TINYHV_MULTIBOOT_H
#define TINYHV_MULTIBOOT_H

#include "hv.h"

#define MULTIBOOT_HAS_CMDLINE BIT(2)
#define MULTIBOOT_HAS_MODULES BIT(3)
#define MULTIBOOT_HAS_MMAP    BIT(6)

struct multiboot_info {
	u32 flags;
	u32 mem_lower, mem_upper;
	u32 boot_device;
	u32 cmdline;
	u32 mods_count, mods_addr;
	u32 symbols[4];
	u32 mmap_length, mmap_addr;
};

struct multiboot_module {
	u32 start, end, string, reserved;
};

/* "size" counts what follows it. */
struct multiboot_mmap {
	u32 size;
	u64 start, length;
	u32 type;
} __packed;

#endif /* TINYHV_MULTIBOOT_H */
