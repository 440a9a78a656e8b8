/* SPDX-License-Identifier: GPL-2.0 */
/* What sysfs and debugfs say about pvshim, read once. */
#ifndef _PVSHIMCTL_TREE_H
#define _PVSHIMCTL_TREE_H

#include "node.h"
#include "pvshimctl.h"
#include "verdicts.h"

/**
 * struct tree - all of it
 * @options: where it was read, and what else the user said
 * @hypervisor: the primary interface, or NULL
 * @version: the loaded module's version, or NULL
 * @verifications: how often every binding was probed again; NULL where the
 *	module is too old to count
 * @providers: sorted by name, "native" first
 * @ops: sorted by name
 * @verdicts: which provider can serve which operation, and why not
 * @unreadable: the first file or directory that should have been read, but
 *	could not, or NULL
 * @error: the errno of that
 */
struct tree {
	const struct options *options;
	char *hypervisor;
	char *version;
	char *verifications;
	struct nodes providers;
	struct nodes ops;
	struct verdicts verdicts;
	char *unreadable;
	int error;
};

/**
 * tree_read - read it
 * @tree: gets it; to be freed in any case
 * @options: where
 *
 * What comes and goes while it is read may be in it or not. A file that cannot
 * be read is an error: half a tree would be taken for the whole.
 *
 * Return: EXIT_FINE, or another exit status with everything said.
 */
int tree_read(struct tree *tree, const struct options *options);
/* The same without the verdicts, which are a file for each provider and operation */
int tree_read_bindings(struct tree *tree, const struct options *options);
void tree_free(struct tree *tree);

#endif /* _PVSHIMCTL_TREE_H */
