// SPDX-License-Identifier: GPL-2.0
/* Providers and operations: directories with one value per file. */
#include <stdio.h>
#include <string.h>

#include "node.h"
#include "text.h"

const struct node *nodes_find(const struct nodes *nodes, const char *name)
{
	size_t i;

	for (i = 0; i < nodes->nr; i++)
		if (!strcmp(nodes->node[i].name, name))
			return &nodes->node[i];
	return NULL;
}

void nodes_list_names(const struct nodes *nodes, const char *what)
{
	size_t i;

	fprintf(stderr, "  %s:", what);
	for (i = 0; i < nodes->nr; i++)
		fprintf(stderr, " %s", nodes->node[i].name);
	fputs(nodes->nr ? "\n" : " none\n", stderr);
}

const char *node_value(const struct node *node, const char *name)
{
	size_t i;

	for (i = 0; i < node->nr; i++)
		if (!strcmp(node->attrs[i].name, name))
			return node->attrs[i].value;
	return NULL;
}

const char *node_text(const struct node *node, const char *name)
{
	const char *value = node_value(node, name);

	return value && *value ? value : "-";
}

bool op_bound_to(const struct node *op, const char *provider)
{
	return !strcmp(node_text(op, "provider"), provider);
}

bool op_available(const struct node *op, const char *provider)
{
	return has_word(node_value(op, "available"), provider);
}

bool op_is_kernel(const struct node *op)
{
	return !strcmp(node_text(op, "scope"), "kernel");
}

bool op_busy(const struct node *op)
{
	return !strcmp(node_text(op, "busy"), "1");
}
