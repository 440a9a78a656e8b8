/* SPDX-License-Identifier: GPL-2.0 */
/* What every part of tinyhv uses: types, instructions, the parts' interfaces. */
#ifndef TINYHV_HV_H
#define TINYHV_HV_H

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;

#define ARRAY_SIZE(a)  (sizeof(a) / sizeof((a)[0]))
#define BIT(n)	       (1u << (n))
#define BIT_ULL(n)     (1ull << (n))
#define __printf(f, a) __attribute__((format(printf, f, a)))
#define __noreturn     __attribute__((noreturn))
#define __packed       __attribute__((packed))
#define __aligned(n)   __attribute__((aligned(n)))

/* The page that holds tinyhv; see tinyhv.lds. */
#define HV_START 0x200000ull
#define HV_END	 0x400000ull

/* QEMU's debug console and its device that ends the emulator with a status. */
#define PORT_DEBUGCON	0xe9
#define PORT_DEBUG_EXIT 0xf4

struct leaf {
	u32 eax, ebx, ecx, edx;
};

static inline void cpuid(u32 leaf, u32 subleaf, struct leaf *out)
{
	asm volatile("cpuid"
		     : "=a"(out->eax), "=b"(out->ebx), "=c"(out->ecx),
		       "=d"(out->edx)
		     : "a"(leaf), "c"(subleaf));
}

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (u64)high << 32 | low;
}

static inline void wrmsr(u32 msr, u64 value)
{
	asm volatile("wrmsr"
		     :
		     : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)));
}

static inline u64 read_tsc(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
}

static inline u8 in8(u16 port)
{
	u8 value;

	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline u16 in16(u16 port)
{
	u16 value;

	asm volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline u32 in32(u16 port)
{
	u32 value;

	asm volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void out8(u16 port, u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline void out16(u16 port, u16 value)
{
	asm volatile("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline void out32(u16 port, u32 value)
{
	asm volatile("outl %0, %1" : : "a"(value), "Nd"(port));
}

/* (high:low) / by; the quotient must fit. No library does it for us. */
static inline u64 div128(u64 high, u64 low, u64 by)
{
	asm("divq %2" : "+a"(low), "+d"(high) : "r"(by));
	return low;
}

/* print.c: text for the host, through the debug console */
void print(const char *fmt, ...) __printf(1, 2);
int format(char *out, size_t size, const char *fmt, ...) __printf(3, 4);
void fatal(const char *fmt, ...) __printf(1, 2) __noreturn;

/* string.c */
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
bool starts_with(const char *s, const char *prefix);

/* options.c: what stands before `--` on tinyhv's command line */
struct options {
	const char *personality;
	const char *linux_line;
	bool has_features, has_hints, has_misc;
	u32 features, hints, misc;
	u32 spins; /* Hyper-V's, before it wants to be told */
	u32 tsc_khz; /* 0: measured */
	u32 clobber; /* mask of registers that a lying hypercall destroys */
	u32 steal_start, steal_every, steal_burst, steal_count; /* ms, times */
};

extern struct options options;
void parse_options(const char *line);

/* clock.c */
extern u64 tsc_khz;
void init_clock(void);
u64 cycles_to_ns(u64 cycles);
void burn(u64 cycles);
u64 time_of_day_us(void);

/* memory.c: the machine's memory, and the guest's view of it */
struct e820_entry {
	u64 start, size;
	u32 type;
} __packed;

#define E820_RAM      1
#define E820_RESERVED 2
#define E820_MAX      128

extern struct e820_entry e820[E820_MAX];
extern u32 e820_count;

struct multiboot_info;
void init_memory(const struct multiboot_info *info);
u64 top_of_low_ram(void);
u64 make_nested_tables(void);
/* A guest's physical address as a pointer; NULL if it is not the guest's RAM. */
void *guest_memory(u64 address, size_t size);

/* linux.c */
struct module {
	u64 start, end;
};

struct linux_entry {
	u64 rip, rsi, gdt, gdt_limit;
};

void load_linux(struct module kernel, struct module initrd, const char *line,
		struct linux_entry *entry);

/* start.S and main.c */
void hv_main(u32 info);
void hv_fault(u64 vector, u64 first, u64 second, u64 cr2) __noreturn;
extern const u8 fault_stubs[];

#endif /* TINYHV_HV_H */
