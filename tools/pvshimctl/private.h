/* SPDX-License-Identifier: GPL-2.0 */
/* The table of private-list.h. */
#ifndef _PVSHIMCTL_PRIVATE_H
#define _PVSHIMCTL_PRIVATE_H

#include <regex.h>
#include <stddef.h>

enum private_kind {
	PRIVATE_FILE,
	PRIVATE_NOTHING,
	PRIVATE_RULE,
};

/* See private-list.h. */
struct private_item {
	enum private_kind kind;
	const char *text;
	const char *instead;
};

extern const struct private_item private_items[];
extern const size_t private_nr;

/* The expression of an item, to be freed. */
void private_regex(regex_t *regex, const struct private_item *item);

#endif /* _PVSHIMCTL_PRIVATE_H */
