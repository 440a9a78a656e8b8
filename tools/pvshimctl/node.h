/* SPDX-License-Identifier: GPL-2.0 */
/* Providers and operations: directories with one value per file. */
#ifndef _PVSHIMCTL_NODE_H
#define _PVSHIMCTL_NODE_H

#include <stdbool.h>
#include <stddef.h>

/* A file of a directory: its name, and its one line. */
struct attr {
	char *name;
	char *value;
};

/**
 * struct node - a provider or an operation
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

const struct node *nodes_find(const struct nodes *nodes, const char *name);

/* Print the names to stderr, after @what. */
void nodes_list_names(const struct nodes *nodes, const char *what);

/* The value of a file; NULL if there is none. */
const char *node_value(const struct node *node, const char *name);
/* The same, with a dash for what is missing or empty. */
const char *node_text(const struct node *node, const char *name);

/* Whether an operation's "available" names a provider. */
bool op_available(const struct node *op, const char *provider);
bool op_bound_to(const struct node *op, const char *provider);
/* Whether it is the kernel's own call sites that an operation has. */
bool op_is_kernel(const struct node *op);
/* Whether the kernel's own guest code has the operation. */
bool op_busy(const struct node *op);

#endif /* _PVSHIMCTL_NODE_H */
