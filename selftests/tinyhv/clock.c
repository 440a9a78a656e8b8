// SPDX-License-Identifier: GPL-2.0
/*
 * Time: the TSC, measured against the ACPI timer, and the date of the machine's
 * clock chip. The guest reads the real TSC; nothing is offset or scaled.
 */
#include "hv.h"

#define PORT_PM_TIMER 0x608 /* where SeaBIOS puts it, on pc and q35 */
#define PM_TIMER_HZ   3579545
#define PM_TIMER_MASK 0xffffff
#define PORT_CMOS     0x70

#define MEASURE_MS 100

u64 tsc_khz;
static u64 boot_tsc, boot_seconds;

static u64 measure_tsc_khz(void)
{
	u32 ticks = PM_TIMER_HZ / 1000 * MEASURE_MS;
	u32 start = in32(PORT_PM_TIMER), passed;
	u64 from = read_tsc(), limit = from + (1ull << 40), now;

	do {
		passed = (in32(PORT_PM_TIMER) - start) & PM_TIMER_MASK;
		now = read_tsc();
		if (now > limit)
			fatal("the ACPI timer at port %x stands still",
			      PORT_PM_TIMER);
	} while (passed < ticks);
	return (now - from) * PM_TIMER_HZ / passed / 1000;
}

static u32 cmos(u8 index)
{
	u8 bcd;

	out8(PORT_CMOS, index);
	bcd = in8(PORT_CMOS + 1);
	return (bcd >> 4) * 10 + (bcd & 0xf);
}

static bool cmos_updating(void)
{
	out8(PORT_CMOS, 0xa);
	return in8(PORT_CMOS + 1) & 0x80;
}

/* Days since 1970; a year begins in March, so that leap days come last. */
static u64 days(u32 year, u32 month, u32 day)
{
	if (month <= 2) {
		month += 12;
		year--;
	}
	return 365ull * year + year / 4 - year / 100 + year / 400 +
	       (153 * month - 457) / 5 + day - 1 - 719468;
}

static u64 read_clock_chip(void)
{
	u32 second;
	u64 found;

	/* Twice the same second: no update in between. */
	do {
		while (cmos_updating())
			;
		second = cmos(0);
		found = days(2000 + cmos(9), cmos(8), cmos(7)) * 86400 +
			cmos(4) * 3600 + cmos(2) * 60 + second;
	} while (cmos_updating() || cmos(0) != second);
	return found;
}

void init_clock(void)
{
	tsc_khz = options.tsc_khz ? options.tsc_khz : measure_tsc_khz();
	boot_seconds = read_clock_chip();
	boot_tsc = read_tsc();
}

u64 cycles_to_ns(u64 cycles)
{
	unsigned __int128 product = (unsigned __int128)cycles * 1000000;

	return div128(product >> 64, product, tsc_khz);
}

/* Let time pass that the guest does not get. */
void burn(u64 cycles)
{
	u64 from = read_tsc();

	while (read_tsc() - from < cycles)
		;
}

/* Since 1970. The chip counts whole seconds, so this lags by up to one. */
u64 time_of_day_us(void)
{
	return boot_seconds * 1000000 +
	       cycles_to_ns(read_tsc() - boot_tsc) / 1000;
}
