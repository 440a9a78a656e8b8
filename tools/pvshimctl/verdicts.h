/* SPDX-License-Identifier: GPL-2.0 */
/* Why a provider cannot serve an operation, by sysfs or, of older modules, by debugfs. */
#ifndef _PVSHIMCTL_VERDICTS_H
#define _PVSHIMCTL_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>

#include "node.h"

/**
 * struct verdict - what debugfs says of one provider and one operation
 * @op: the operation
 * @provider: the provider
 * @class: NULL if it can serve the operation; else "none", it has no such
 *	function; "no", it cannot here; "busy", the kernel's own guest code has the
 *	operation; or what a later module says
 * @why: the reason in words, NULL if it can
 */
struct verdict {
	char *op;
	char *provider;
	char *class;
	char *why;
};

/**
 * struct verdicts - all of them
 * @verdict: in the order of debugfs, empty if it cannot be read
 * @nr: how many
 * @missing: why they could not be read, or NULL
 */
struct verdicts {
	struct verdict *verdict;
	size_t nr;
	const char *missing;
};

/* Whether a verdict is of this class. */
bool verdict_is(const struct verdict *verdict, const char *class);

/**
 * verdicts_read_files - read them from sysfs, which all users may do
 * @verdicts: gets them; must be empty
 * @dir: the directory of the providers
 * @providers: their names
 * @ops: the operations
 *
 * Return: false if there are none, as with older modules.
 */
bool verdicts_read_files(struct verdicts *verdicts, const char *dir,
			 const struct nodes *providers,
			 const struct nodes *ops);

/* @path: the file of debugfs */
void verdicts_read(struct verdicts *verdicts, const char *path);
void verdicts_free(struct verdicts *verdicts);

/* NULL if debugfs does not speak of these two. */
const struct verdict *verdicts_find(const struct verdicts *verdicts,
				    const char *op, const char *provider);

#endif /* _PVSHIMCTL_VERDICTS_H */
