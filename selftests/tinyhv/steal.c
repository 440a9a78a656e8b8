// SPDX-License-Identifier: GPL-2.0
/*
 * Stealing time. A burst runs when the guest asks for it (test port), or when
 * an interrupt arrives: the interrupt exits, tinyhv spins with it pending, and
 * the guest takes it afterwards, late, as if another guest had been running.
 *
 * Only while such bursts are due are interrupts intercepted at all. One that
 * exited must reach the guest, so the intercept goes off until its handler's
 * IRET, which then is intercepted, and so on.
 */
#include "personality.h"
#include "steal.h"

enum {
	IDLE, /* interrupts go to the guest */
	ARMED, /* the next one exits */
	DELIVERING, /* it is on its way; then the next one */
};

static int state = IDLE;
static u64 total; /* cycles stolen so far */
static u64 counted_from; /* what the guest is told starts here */
static u32 next_burst; /* ms, asked for through the test port */
static u32 script_left; /* bursts still to come */
static u64 script_due; /* TSC of the next one */

void start_steal_script(u32 delay_ms)
{
	script_left = options.steal_count;
	script_due = read_tsc() + delay_ms * tsc_khz;
}

void init_steal(void)
{
	if (options.steal_start)
		start_steal_script(options.steal_start);
}

u64 stolen_cycles(void)
{
	return total;
}

u64 counted_cycles(void)
{
	return total - counted_from;
}

void restart_count(u32 ms_below_zero)
{
	counted_from = total + ms_below_zero * tsc_khz;
	if (personality->steal)
		personality->steal(counted_cycles());
}

void steal_now(u32 ms)
{
	u64 from = read_tsc();

	burn(ms * tsc_khz);
	total += read_tsc() - from;
	if (personality->steal)
		personality->steal(counted_cycles());
}

void steal_at_next_interrupt(u32 ms)
{
	next_burst = ms;
}

static bool more_to_come(void)
{
	return next_burst || script_left;
}

void steal_before_entry(struct guest *guest)
{
	if (state == IDLE && more_to_come())
		state = ARMED;
	intercept(guest, INTERCEPT_INTR, state == ARMED);
	intercept(guest, INTERCEPT_IRET, state == DELIVERING);
}

void steal_at_interrupt(struct guest *guest)
{
	if (next_burst) {
		steal_now(next_burst);
		next_burst = 0;
	} else if (script_left && read_tsc() >= script_due) {
		steal_now(options.steal_burst);
		script_due += options.steal_every * tsc_khz;
		script_left--;
	}
	state = DELIVERING;
}

void steal_after_interrupt(struct guest *guest)
{
	state = IDLE;
}
