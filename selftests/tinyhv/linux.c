// SPDX-License-Identifier: GPL-2.0
/*
 * Loads Linux by its boot protocol (Documentation/arch/x86/boot.rst of the
 * kernel): the 32-bit entry, boot_params with E820, initrd and command line.
 * ACPI and SMBIOS tables are left where the firmware put them; Linux finds them
 * in the BIOS area as on any PC.
 */
#include "hv.h"

/* Low memory that has no other use before Linux has read it. */
#define GUEST_GDT     0x00f000ull
#define GUEST_PARAMS  0x010000ull
#define GUEST_CMDLINE 0x020000ull

/* Offsets in boot_params; those from 0x1f1 on are also offsets in a bzImage. */
#define BP_VIDEO_MODE	   0x006
#define BP_VIDEO_COLUMNS   0x007
#define BP_VIDEO_LINES	   0x00e
#define BP_VIDEO_IS_VGA	   0x00f
#define BP_VIDEO_POINTS	   0x010
#define BP_E820_ENTRIES	   0x1e8
#define BP_SETUP_SECTS	   0x1f1
#define BP_BOOT_FLAG	   0x1fe
#define BP_JUMP		   0x200 /* its second byte is the header's length */
#define BP_HEADER	   0x202
#define BP_VERSION	   0x206
#define BP_TYPE_OF_LOADER  0x210
#define BP_RAMDISK_IMAGE   0x218
#define BP_RAMDISK_SIZE	   0x21c
#define BP_CMD_LINE_PTR	   0x228
#define BP_INITRD_ADDR_MAX 0x22c
#define BP_RELOCATABLE	   0x234
#define BP_CMDLINE_SIZE	   0x238
#define BP_PREF_ADDRESS	   0x258
#define BP_INIT_SIZE	   0x260
#define BP_E820_TABLE	   0x2d0
#define BP_SIZE		   4096

#define HEADER_MAGIC   0x53726448 /* "HdrS" */
#define NEEDED_VERSION 0x20a /* init_size and pref_address */
#define LOADER_UNKNOWN 0xff
#define SECTOR	       512
#define PAGE_MASK      (~0xfffull)

static u32 get32(const u8 *at)
{
	u32 value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static void put32(u8 *at, u32 value)
{
	memcpy(at, &value, sizeof(value));
}

static void check_image(const u8 *image, u64 size)
{
	if (size < BP_SIZE || get32(image + BP_HEADER) != HEADER_MAGIC)
		fatal("the first module is not a bzImage");
	if ((get32(image + BP_VERSION) & 0xffff) < NEEDED_VERSION)
		fatal("the kernel's boot protocol is too old");
	if (!image[BP_RELOCATABLE])
		fatal("the kernel is not relocatable");
}

/* As high as the kernel can reach and below the end of RAM. */
static u64 place_initrd(struct module initrd, u64 limit)
{
	u64 size = initrd.end - initrd.start;
	u64 at = (limit - size) & PAGE_MASK;

	if (limit < size || at < initrd.end)
		fatal("not enough memory for the initrd");
	memmove((void *)at, (void *)initrd.start, size);
	return at;
}

/* As the firmware leaves it: text. A machine without a display shows that by itself. */
static void fill_display(u8 *params)
{
	params[BP_VIDEO_MODE] = 3;
	params[BP_VIDEO_COLUMNS] = 80;
	params[BP_VIDEO_LINES] = 25;
	params[BP_VIDEO_IS_VGA] = 1;
	params[BP_VIDEO_POINTS] = 16;
}

static void fill_e820(u8 *params)
{
	params[BP_E820_ENTRIES] = e820_count;
	memcpy(params + BP_E820_TABLE, e820, e820_count * sizeof(e820[0]));
}

static void fill_cmdline(u8 *params, const char *line)
{
	u32 max = get32(params + BP_CMDLINE_SIZE);

	if (strlen(line) > max)
		fatal("the kernel takes %u bytes of command line", max);
	memcpy((void *)GUEST_CMDLINE, line, strlen(line) + 1);
	put32(params + BP_CMD_LINE_PTR, GUEST_CMDLINE);
}

/* The segments that the 32-bit boot protocol asks for: 0x10 code, 0x18 data. */
static void make_gdt(struct linux_entry *entry)
{
	static const u64 gdt[] = { 0, 0, 0x00cf9b000000ffffull,
				   0x00cf93000000ffffull };

	memcpy((void *)GUEST_GDT, gdt, sizeof(gdt));
	entry->gdt = GUEST_GDT;
	entry->gdt_limit = sizeof(gdt) - 1;
}

/*
 * The order matters: the modules lie where the kernel wants to be, so the initrd
 * goes away first, and then the kernel may overwrite itself.
 */
void load_linux(struct module kernel, struct module initrd, const char *line,
		struct linux_entry *entry)
{
	const u8 *image = (const u8 *)kernel.start;
	u64 size = kernel.end - kernel.start, setup, limit, place, ramdisk;
	u8 *params = (u8 *)GUEST_PARAMS;

	check_image(image, size);
	memset(params, 0, BP_SIZE);
	memcpy(params + BP_SETUP_SECTS, image + BP_SETUP_SECTS,
	       BP_HEADER + image[BP_JUMP + 1] - BP_SETUP_SECTS);

	limit = get32(params + BP_INITRD_ADDR_MAX) + 1ull;
	if (limit > top_of_low_ram())
		limit = top_of_low_ram();
	ramdisk = place_initrd(initrd, limit);
	place = get32(params + BP_PREF_ADDRESS);
	if (place < HV_END || place + get32(params + BP_INIT_SIZE) > ramdisk)
		fatal("no room for the kernel at %lx", place);

	setup = (image[BP_SETUP_SECTS] + 1) * SECTOR;
	memmove((void *)place, image + setup, size - setup);

	params[BP_TYPE_OF_LOADER] = LOADER_UNKNOWN;
	put32(params + BP_RAMDISK_IMAGE, ramdisk);
	put32(params + BP_RAMDISK_SIZE, initrd.end - initrd.start);
	fill_display(params);
	fill_e820(params);
	fill_cmdline(params, line);
	make_gdt(entry);
	entry->rip = place;
	entry->rsi = GUEST_PARAMS;
}
