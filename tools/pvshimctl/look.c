// SPDX-License-Identifier: GPL-2.0
/* What a running kernel shows of facilities that several hypervisors have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "look.h"
#include "text.h"

/* The kernel does where that runs at one rate and never stops. */
static bool prefers_tsc(const struct guest *guest)
{
	return !strcmp(guest->clock, "tsc") &&
	       guest_flag(guest, "constant_tsc") &&
	       guest_flag(guest, "nonstop_tsc");
}

enum use look_at_clock(const struct guest *guest, const char *clock, char **why)
{
	char *forced;

	if (!guest->clock || !guest->clocks)
		return USE_UNKNOWN;
	if (!strcmp(guest->clock, clock)) {
		*why = format("it is the clocksource");
		return USE_YES;
	}
	if (!guest_has_clock(guest, clock))
		return USE_UNKNOWN;
	forced = guest_parameter(guest, "clocksource= tsc=");
	if (forced)
		*why = format("%s is on the kernel's command line", forced);
	else
		*why = format("the clocksource is %s%s", guest->clock,
			      prefers_tsc(guest) ? ", which is invariant here" :
						   "");
	free(forced);
	return USE_NO;
}

enum use look_at_stolen(const struct guest *guest, char **why)
{
	long hz = sysconf(_SC_CLK_TCK);

	if (!guest->stolen || hz <= 0)
		return USE_UNKNOWN;
	*why = format("%llu.%02llu s were stolen so far", guest->stolen / hz,
		      guest->stolen % hz * 100 / hz);
	return USE_YES;
}

enum use look_for_flag(const struct guest *guest, const char *flag, char **why)
{
	if (!guest_flag(guest, flag))
		return USE_UNKNOWN;
	*why = format("the CPU flag %s is there", flag);
	return USE_YES;
}
