// SPDX-License-Identifier: GPL-2.0
/* pvshimctl ops: the operations, who serves each, and who could. */
#include <string.h>

#include "commands.h"
#include "json.h"
#include "select.h"
#include "table.h"

static const struct nodes *nodes(const struct tree *tree)
{
	return &tree->ops;
}

/* Whom an operation is switched together with; NULL if nobody. */
static const char *partners(const struct node *op)
{
	const char *group = node_value(op, "group");

	return group && strchr(group, ' ') ? group : NULL;
}

/* Groups are shown where there are any. */
static bool has_groups(const struct tree *tree)
{
	size_t i;

	for (i = 0; i < tree->ops.nr; i++)
		if (partners(&tree->ops.node[i]))
			return true;
	return false;
}

static void add_row(struct table *table, enum tone tone, const char *name,
		    const char *provider, const char *form,
		    const char *switches, const char *group,
		    const char *available)
{
	bool grouped = table->columns == 6;
	const char *const texts[] = {
		name,	  provider, form, switches, grouped ? group : available,
		available
	};

	table_add(table, tone, texts);
}

static void print_table(const struct tree *tree)
{
	struct table table = { .columns = has_groups(tree) ? 6 : 5 };
	size_t i;

	add_row(&table, TONE_HEAD, "operation", "served by", "native form",
		"switches", "switched together", "available");
	for (i = 0; i < tree->ops.nr; i++) {
		const struct node *op = &tree->ops.node[i];
		const char *group = partners(op);

		add_row(&table,
			op_bound_to(op, "native") ? TONE_PLAIN : TONE_GOOD,
			op->name, node_text(op, "provider"),
			node_text(op, "native_form"), node_text(op, "switches"),
			group ? group : "-", node_text(op, "available"));
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
	.question = "who can serve it:",
	.nodes = nodes,
	.json = json_op,
	.table = print_table,
	.verdict = verdict,
};

int cmd_ops(const struct options *options, int argc, char **argv)
{
	return list_command(&listing, options, argc, argv);
}
