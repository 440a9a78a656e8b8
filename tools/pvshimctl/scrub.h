/* SPDX-License-Identifier: GPL-2.0 */
/* Text without what names a machine or its owner, by private-list.h. */
#ifndef _PVSHIMCTL_SCRUB_H
#define _PVSHIMCTL_SCRUB_H

#include <stdbool.h>
#include <stddef.h>

#include "pvshimctl.h"

/**
 * struct secret - a text that is private as it stands
 * @text: the text
 * @word: only where it is a word of its own, as it may be short
 */
struct secret {
	char *text;
	bool word;
};

struct secrets {
	struct secret *secret;
	size_t nr;
};

/* What this machine tells of serial numbers, addresses, its own name and its users' names */
void secrets_find(struct secrets *secrets, const struct options *options);
void secrets_free(struct secrets *secrets);

/* The text without them, and without what looks private; to be freed. */
char *scrub(const struct secrets *secrets, const char *text);

#endif /* _PVSHIMCTL_SCRUB_H */
