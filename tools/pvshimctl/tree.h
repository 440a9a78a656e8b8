/* SPDX-License-Identifier: GPL-2.0 */
/* What sysfs and debugfs say about pvshim, read once. */
#ifndef _PVSHIMCTL_TREE_H
#define _PVSHIMCTL_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "pvshimctl.h"

/* A file of a directory: its name, and its one line. */
struct attr {
	char *name;
	char *value;
};

/**
 * struct node - a provider or an operation: a directory with one value per file
 * @name: the directory's name
 * @attrs: the files that could be read, sorted by name
 * @nr: how many
 */
struct node {
	char *name;
	struct attr *attrs;
	size_t nr;
};

struct nodes {
	struct node *node;
	size_t nr;
};

/* What debugfs says of one provider and one operation. */
struct verdict {
	char *op;
	char *provider;
	char *why; /* NULL: it can serve the operation */
};

/**
 * struct tree - all of it
 * @options: where it was read, and what else the user said
 * @hypervisor: the primary interface, or NULL
 * @version: the loaded module's version, or NULL
 * @verifications: how often every binding was probed again; NULL where the
 *	module is too old to count
 * @providers: sorted by name, "native" first
 * @ops: sorted by name
 * @late: the directory of late operations; without attributes if there is none
 * @late_available: its file "available", all lines, or NULL
 * @verdicts: in the order of debugfs, empty if it cannot be read
 * @nr_verdicts: how many
 * @no_reasons: why @verdicts could not be read, or NULL
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
	struct node late;
	char *late_available;
	struct verdict *verdicts;
	size_t nr_verdicts;
	const char *no_reasons;
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
void tree_free(struct tree *tree);

/* Read the reasons, from debugfs; part of tree_read(). */
void tree_read_verdicts(struct tree *tree);

/* Why a file of debugfs could not be opened, in words, from its errno. */
const char *tree_debugfs_problem(int error);

const struct node *tree_find(const struct nodes *nodes, const char *name);

/* Print the names to stderr, after @what. */
void tree_list_names(const struct nodes *nodes, const char *what);

/* The value of a file; NULL if there is none. */
const char *node_value(const struct node *node, const char *name);
/* The same, with a dash for what is missing or empty. */
const char *node_text(const struct node *node, const char *name);

/* Whether words that are separated by blanks have this one among them. */
bool has_word(const char *words, const char *word);

/* Whether an operation's "available" names a provider. */
bool op_available(const struct node *op, const char *provider);
bool op_bound_to(const struct node *op, const char *provider);

/* The reason why a provider cannot serve an operation, or NULL. */
const char *tree_why(const struct tree *tree, const char *op,
		     const char *provider);

#endif /* _PVSHIMCTL_TREE_H */
