/* SPDX-License-Identifier: GPL-2.0 */
/* What each host's interface offers, whether the kernel uses it, and why not. */
#ifndef _PVSHIMCTL_JUDGE_H
#define _PVSHIMCTL_JUDGE_H

#include "facility.h"
#include "guest.h"

/**
 * struct finding - a facility of an interface
 * @facility: which
 * @offered: the host offers it; or only the attempt could tell
 * @use: whether the kernel uses it
 * @why: how that is known, or why not; "" where nothing is known
 * @parameter: the word of the command line that switches it off, or NULL
 * @config: the option that the kernel was built without, or NULL
 */
struct finding {
	const struct facility *facility;
	bool offered;
	enum use use;
	char *why;
	char *parameter;
	const char *config;
};

/**
 * struct judged - an interface
 * @sig: its signature
 * @all: its table; NULL where that is not known or may not be used
 * @use: whether the kernel is its guest
 * @why: how that is known, or why not
 * @finding: all of the table, in its order
 * @nr: how many
 */
struct judged {
	const struct pvshim_signature *sig;
	const struct facilities *all;
	enum use use;
	char *why;
	struct finding *finding;
	size_t nr;
};

/* "unknown", "no", "likely" or "yes" */
const char *use_word(enum use use);

void judge(struct judged *judged, const struct guest *guest,
	   const struct pvshim_detection *found,
	   const struct pvshim_signature *sig);
void judged_free(struct judged *judged);

#endif /* _PVSHIMCTL_JUDGE_H */
