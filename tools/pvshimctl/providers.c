// SPDX-License-Identifier: GPL-2.0
/* pvshimctl providers: the providers, how each was found, and what each can serve. */
#include <string.h>

#include "commands.h"
#include "json.h"
#include "select.h"
#include "table.h"

static const struct nodes *nodes(const struct tree *tree)
{
	return &tree->providers;
}

static void print_table(const struct tree *tree)
{
	static const char *const head[] = { "provider", "signature", "source",
					    "base",	"max leaf",  "features",
					    "version" };
	struct table table = { .columns = 7 };
	size_t i;

	table_add(&table, TONE_HEAD, head);
	for (i = 0; i < tree->providers.nr; i++) {
		const struct node *p = &tree->providers.node[i];
		const char *source = node_text(p, "source");
		const char *const texts[] = {
			p->name,
			node_text(p, "signature"),
			source,
			node_text(p, "base"),
			node_text(p, "max_leaf"),
			node_text(p, "features"),
			node_text(p, "version"),
		};

		table_add(&table,
			  strcmp(source, "absent") ? TONE_PLAIN : TONE_FAINT,
			  texts);
	}
	table_print(&table, tree->options->colour);
	table_free(&table);
}

static const char *verdict(const struct verdict *v, const struct node *node)
{
	return strcmp(v->provider, node->name) ? NULL : v->op;
}

static const struct listing listing = {
	.kind = "providers",
	.one = "provider",
	.question = "what it can serve:",
	.nodes = nodes,
	.json = json_provider,
	.table = print_table,
	.verdict = verdict,
};

int cmd_providers(const struct options *options, int argc, char **argv)
{
	return list_command(&listing, options, argc, argv);
}
