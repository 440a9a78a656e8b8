/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands "providers" and "ops" have in common. */
#ifndef _PVSHIMCTL_SELECT_H
#define _PVSHIMCTL_SELECT_H

#include "tree.h"

/**
 * struct listing - a command that shows all nodes of a kind, or those named
 * @kind: the member of the JSON object, and what the names are called
 * @one: what one of them is called
 * @question: what stands above the verdicts
 * @nodes: finds them in the tree
 * @json: one of them as JSON
 * @table: prints all of them as a table
 * @verdict: of the verdict's two names the other one, NULL if it is about
 *	another node
 */
struct listing {
	const char *kind;
	const char *one;
	const char *question;
	const struct nodes *(*nodes)(const struct tree *tree);
	struct json_object *(*json)(const struct tree *tree,
				    const struct node *node);
	void (*table)(const struct tree *tree);
	const char *(*verdict)(const struct verdict *verdict,
			       const struct node *node);
};

int list_command(const struct listing *listing, const struct options *options,
		 int argc, char **argv);

#endif /* _PVSHIMCTL_SELECT_H */
