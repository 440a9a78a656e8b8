// SPDX-License-Identifier: GPL-2.0
/*
 * Memory: the firmware's map with tinyhv's own page taken out, the nested page
 * tables (one to one, large pages), and access to the guest's RAM.
 */
#include "hv.h"
#include "multiboot.h"

#define LARGE_PAGE    0x200000ull
#define HUGE_PAGE     0x40000000ull
#define NPT_TABLE     0x07 /* present, writable, user: nested walks are user */
#define NPT_LEAF      0x87
#define TABLE_ENTRIES 512

struct e820_entry e820[E820_MAX];
u32 e820_count;

static u64 pml4[TABLE_ENTRIES] __aligned(4096);
static u64 pdpt[TABLE_ENTRIES] __aligned(4096);
static u64 pd[TABLE_ENTRIES] __aligned(4096);

static void add_range(u64 start, u64 end, u32 type)
{
	if (start >= end)
		return;
	if (e820_count == E820_MAX)
		fatal("the memory map has more than %u entries", E820_MAX);
	e820[e820_count++] = (struct e820_entry){ start, end - start, type };
}

/* One entry of the firmware's map, less the page that is tinyhv's. */
static void add_entry(u64 start, u64 end, u32 type)
{
	if (end <= HV_START || start >= HV_END) {
		add_range(start, end, type);
		return;
	}
	add_range(start, HV_START, type);
	add_range(HV_START, HV_END, E820_RESERVED);
	add_range(HV_END, end, type);
}

void init_memory(const struct multiboot_info *info)
{
	u64 at = info->mmap_addr, end = at + info->mmap_length;

	if (!(info->flags & MULTIBOOT_HAS_MMAP))
		fatal("the loader passes no memory map");
	while (at < end) {
		const struct multiboot_mmap *entry = (const void *)at;

		add_entry(entry->start, entry->start + entry->length,
			  entry->type);
		at += entry->size + sizeof(entry->size);
	}
}

/* The end of the RAM that begins behind tinyhv. */
u64 top_of_low_ram(void)
{
	u32 i;

	for (i = 0; i < e820_count; i++)
		if (e820[i].start == HV_END && e820[i].type == E820_RAM)
			return e820[i].start + e820[i].size;
	fatal("no RAM from %lx on", (u64)HV_END);
}

/* Everything one to one up to 512 GiB; tinyhv's page is not there. */
u64 make_nested_tables(void)
{
	u32 i;

	pml4[0] = (u64)pdpt | NPT_TABLE;
	pdpt[0] = (u64)pd | NPT_TABLE;
	for (i = 1; i < TABLE_ENTRIES; i++)
		pdpt[i] = i * HUGE_PAGE | NPT_LEAF;
	for (i = 0; i < TABLE_ENTRIES; i++)
		if (i * LARGE_PAGE < HV_START || i * LARGE_PAGE >= HV_END)
			pd[i] = i * LARGE_PAGE | NPT_LEAF;
	return (u64)pml4;
}

void *guest_memory(u64 address, size_t size)
{
	u32 i;

	for (i = 0; i < e820_count; i++)
		if (e820[i].type == E820_RAM && address >= e820[i].start &&
		    size <= e820[i].size &&
		    address - e820[i].start <= e820[i].size - size)
			return (void *)address;
	return NULL;
}
