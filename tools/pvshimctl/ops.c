// SPDX-License-Identifier: GPL-2.0
/* pvshimctl ops: the operations, their providers, and which others are possible. */
#include <assert.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "select.h"
#include "table.h"
#include "text.h"

static const struct nodes *nodes(const struct tree *tree)
{
	return &tree->ops;
}

static const char *name(const struct node *op)
{
	return op->name;
}

static const char *busy(const struct node *op)
{
	if (!node_value(op, "busy"))
		return "-";
	if (op_busy(op))
		return "yes";
	return "no";
}

static bool in_group(const struct node *op)
{
	return strchr(node_text(op, "group"), ' ');
}

/* The operations that it is switched together with. */
static const char *group(const struct node *op)
{
	return in_group(op) ? node_text(op, "group") : "-";
}

/**
 * struct column - a column of the table of operations
 * @head: stands above it
 * @file: the file whose value it has; or
 * @text: what it has for an operation
 * @shown: only if it is true of any operation; NULL: always
 */
struct column {
	const char *head;
	const char *file;
	const char *(*text)(const struct node *op);
	bool (*shown)(const struct node *op);
};

static const struct column columns[] = {
	{ "operation", NULL, name, NULL },
	{ "served by", "provider", NULL, NULL },
	{ "scope", "scope", NULL, NULL },
	{ "native form", "native_form", NULL, NULL },
	{ "switches", "switches", NULL, NULL },
	{ "busy", NULL, busy, op_is_kernel },
	{ "switched together", NULL, group, in_group },
	{ "available", "available", NULL, NULL },
};

#define NR_COLUMNS ARRAY_SIZE(columns)
static_assert(NR_COLUMNS <= TABLE_COLUMNS, "a table has room for all columns");

static bool is_shown(const struct column *column, const struct nodes *ops)
{
	size_t i;

	if (!column->shown)
		return true;
	for (i = 0; i < ops->nr; i++)
		if (column->shown(&ops->node[i]))
			return true;
	return false;
}

static const char *text_of(const struct column *column, const struct node *op)
{
	return column->file ? node_text(op, column->file) : column->text(op);
}

static void print_table(const struct tree *tree)
{
	const struct column *shown[NR_COLUMNS];
	const char *texts[NR_COLUMNS];
	struct table table = { .columns = 0 };
	size_t i, j;

	for (i = 0; i < NR_COLUMNS; i++) {
		if (!is_shown(&columns[i], &tree->ops))
			continue;
		texts[table.columns] = columns[i].head;
		shown[table.columns++] = &columns[i];
	}
	table_add(&table, TONE_HEAD, texts);
	for (i = 0; i < tree->ops.nr; i++) {
		const struct node *op = &tree->ops.node[i];

		for (j = 0; j < table.columns; j++)
			texts[j] = text_of(shown[j], op);
		table_add(&table,
			  op_bound_to(op, "native") ? TONE_PLAIN : TONE_GOOD,
			  texts);
	}
	table_print(&table, tree->options->colour);
	table_free(&table);
}

static const char *verdict(const struct verdict *v, const struct node *node)
{
	return strcmp(v->op, node->name) ? NULL : v->provider;
}

static const struct listing listing = {
	.kind = "ops",
	.one = "operation",
	.question = "which providers can serve it:",
	.nodes = nodes,
	.json = json_op,
	.table = print_table,
	.verdict = verdict,
};

int cmd_ops(const struct options *options, int argc, char **argv)
{
	return list_command(&listing, options, argc, argv);
}
