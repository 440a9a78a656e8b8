// SPDX-License-Identifier: GPL-2.0
/* From the loader to the guest. */
#include "exits.h"
#include "multiboot.h"
#include "personalities/table.h"
#include "steal.h"

#define VECTORS	     32
#define STUB_SIZE    16
#define CODE_SEGMENT 0x08
#define GATE_PRESENT 0x8e00

#define PORT_FW_CFG    0x510 /* QEMU's facts about the machine */
#define FW_CFG_NB_CPUS 5

struct gate {
	u16 low, segment, flags, middle;
	u32 high, reserved;
};

static struct gate idt[VECTORS];

void hv_fault(u64 vector, u64 first, u64 second, u64 cr2)
{
	fatal("exception %lu in tinyhv, stack %lx %lx, cr2 %lx", vector, first,
	      second, cr2);
}

/* tinyhv raises no exceptions; if it does, it says so. */
static void init_faults(void)
{
	struct {
		u16 limit;
		u64 base;
	} __packed pointer = { sizeof(idt) - 1, (u64)idt };
	u32 i;

	for (i = 0; i < VECTORS; i++) {
		u64 stub = (u64)fault_stubs + i * STUB_SIZE;

		idt[i] = (struct gate){ stub,	    CODE_SEGMENT, GATE_PRESENT,
					stub >> 16, stub >> 32,	  0 };
	}
	asm volatile("lidt %0" : : "m"(pointer));
}

/*
 * Linux would start a second CPU by itself, and that would run beside tinyhv
 * instead of under it.
 */
static void check_one_cpu(void)
{
	u16 cpus;

	out16(PORT_FW_CFG, FW_CFG_NB_CPUS);
	cpus = in8(PORT_FW_CFG + 1);
	cpus |= in8(PORT_FW_CFG + 1) << 8;
	if (cpus != 1)
		fatal("%u CPUs; give QEMU -smp 1", cpus);
}

static struct module get_module(const struct multiboot_info *info, u32 number)
{
	const struct multiboot_module *modules;

	if (!(info->flags & MULTIBOOT_HAS_MODULES) || info->mods_count != 2)
		fatal("two modules are needed: -initrd 'vmlinuz,initrd'");
	modules = (const void *)(u64)info->mods_addr;
	return (struct module){ modules[number].start, modules[number].end };
}

void hv_main(u32 address)
{
	const struct multiboot_info *info = (const void *)(u64)address;
	static struct guest guest;
	struct linux_entry entry;

	init_faults();
	if (info->flags & MULTIBOOT_HAS_CMDLINE)
		parse_options((const char *)(u64)info->cmdline);
	check_one_cpu();
	choose_personality(options.personality);
	init_memory(info);
	init_clock();
	if (personality->init)
		personality->init();
	load_linux(get_module(info, 0), get_module(info, 1), options.linux_line,
		   &entry);
	init_svm(&guest, &entry);
	init_io();
	init_steal();
	print("tinyhv: personality %s, TSC %lu kHz\n", personality->name,
	      tsc_khz);
	run_guest(&guest);
}
