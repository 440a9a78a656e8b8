/* SPDX-License-Identifier: GPL-2.0 */
/* What a running kernel shows of facilities that several hypervisors have. */
#ifndef _PVSHIMCTL_LOOK_H
#define _PVSHIMCTL_LOOK_H

#include "facility.h"

/* Each gives the reason in @why where it does not return USE_UNKNOWN. */

/* Used if it is the clocksource; else why it is not. */
enum use look_at_clock(const struct guest *guest, const char *clock,
		       char **why);

/* Used if time was stolen. */
enum use look_at_stolen(const struct guest *guest, char **why);

/* Used if /proc/cpuinfo has the flag. */
enum use look_for_flag(const struct guest *guest, const char *flag, char **why);

#endif /* _PVSHIMCTL_LOOK_H */
