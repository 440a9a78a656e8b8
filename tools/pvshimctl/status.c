// SPDX-License-Identifier: GPL-2.0
/* pvshimctl status: the hypervisor, the providers, and for each operation why. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "json.h"
#include "screen.h"
#include "table.h"
#include "text.h"

#define OP_COLUMNS 3
#define GAP	   2

/* How a provider was found, in at most ten letters. */
static const char *found(const struct node *provider)
{
	const char *source = node_text(provider, "source");

	if (!strcmp(source, "cpuid"))
		return node_text(provider, "base");
	if (!strcmp(source, "dmi"))
		return "by DMI";
	if (!strcmp(source, "absent"))
		return "no";
	return "-";
}

static bool is_absent(const struct tree *tree, const char *provider)
{
	const struct node *node = nodes_find(&tree->providers, provider);

	return node && !strcmp(node_text(node, "source"), "absent");
}

static char *count(const struct tree *tree, const char *provider,
		   bool (*is)(const struct node *op, const char *provider))
{
	unsigned int nr = 0;
	size_t i;

	for (i = 0; i < tree->ops.nr; i++)
		nr += is(&tree->ops.node[i], provider);
	return format("%u", nr);
}

static void print_providers(const struct tree *tree)
{
	static const char *const head[] = { "provider", "signature", "found",
					    "version",	"can serve", "serves" };
	struct table table = { .columns = 6, .width = screen_size().width };
	size_t i;

	table_add(&table, TONE_HEAD, head);
	for (i = 0; i < tree->providers.nr; i++) {
		const struct node *p = &tree->providers.node[i];
		char *can = count(tree, p->name, op_available);
		char *does = count(tree, p->name, op_bound_to);
		const char *const texts[] = {
			p->name,  node_text(p, "signature"),
			found(p), node_text(p, "version"),
			can,	  does
		};

		table_add(&table,
			  is_absent(tree, p->name) ? TONE_FAINT : TONE_PLAIN,
			  texts);
		free(can);
		free(does);
	}
	table_print(&table, tree->options->colour);
	table_free(&table);
}

/* The providers that could have an operation, beside the one that has it; or NULL. */
static char *others(const struct tree *tree, const struct node *op)
{
	char *list = NULL;
	size_t i;

	for (i = 0; i < tree->providers.nr; i++) {
		const char *name = tree->providers.node[i].name;

		if (op_available(op, name) && !op_bound_to(op, name))
			append(&list, " ", name);
	}
	return list;
}

/*
 * Of the reasons only those that say something about this machine: neither that a
 * provider has no such function, nor that it is absent, which is shown above.
 */
static bool is_telling(const struct tree *tree, const struct verdict *verdict)
{
	return verdict->class && !verdict_is(verdict, "none") &&
	       !is_absent(tree, verdict->provider);
}

static char *reasons(const struct tree *tree, const struct node *op)
{
	bool heard = false;
	char *list = NULL;
	size_t i;

	for (i = 0; i < tree->verdicts.nr; i++) {
		const struct verdict *v = &tree->verdicts.verdict[i];

		if (strcmp(v->op, op->name))
			continue;
		heard = true;
		if (!is_telling(tree, v))
			continue;
		append(&list, "; ", v->provider);
		append(&list, ": ", v->why);
	}
	if (!list)
		append(&list, "",
		       heard ? "no provider here has it" :
			       "no other provider can");
	return list;
}

/*
 * Busy as an attempt to bind it told. What a provider told without one is a verdict,
 * and says nothing about other providers.
 */
static bool met_busy(const struct tree *tree, const struct node *op)
{
	size_t i;

	for (i = 0; i < tree->verdicts.nr; i++) {
		const struct verdict *v = &tree->verdicts.verdict[i];

		if (!strcmp(v->op, op->name) && verdict_is(v, "busy"))
			return false;
	}
	return op_busy(op);
}

static char *remark(const struct tree *tree, const struct node *op)
{
	char *list = others(tree, op);
	char *text;

	if (!op_bound_to(op, "native"))
		text = list ? format("also possible: %s", list) : format("-");
	else if (met_busy(tree, op))
		text = format("busy: the kernel's own guest code serves it");
	else if (list)
		text = format("not bound; possible: %s", list);
	else if (tree->verdicts.missing)
		text = format("no other provider can");
	else
		text = reasons(tree, op);
	free(list);
	return text;
}

/* A column's width, with one more text in it. */
static size_t widened(size_t width, const char *text)
{
	size_t len = strlen(text);

	if (len > width)
		width = len;
	return width;
}

/* What the first two columns leave of a line. */
static size_t room_beside(const struct tree *tree)
{
	size_t name = strlen("operation"), by = strlen("served by");
	size_t width = screen_size().width;
	size_t used, i;

	for (i = 0; i < tree->ops.nr; i++) {
		const struct node *op = &tree->ops.node[i];

		name = widened(name, op->name);
		by = widened(by, node_text(op, "provider"));
	}
	used = name + GAP + by + GAP;
	if (!width)
		return (size_t)-1;
	return used + 20 > width ? 20 : width - used;
}

static void fill_ops(const struct tree *tree, struct table *table, bool wrap)
{
	static const char *const head[] = { "operation", "served by",
					    "why native, or which others can" };
	size_t room = wrap ? room_beside(tree) : (size_t)-1;
	size_t i;

	table_add(table, TONE_HEAD, head);
	for (i = 0; i < tree->ops.nr; i++) {
		const struct node *op = &tree->ops.node[i];
		bool native = op_bound_to(op, "native");
		char *text = remark(tree, op);

		table_add_wrapped(table, native ? TONE_PLAIN : TONE_GOOD,
				  op->name, node_text(op, "provider"), text,
				  room);
		free(text);
	}
}

/* In full if that fits on a screen, or there is none; otherwise a line each. */
static void print_ops(const struct tree *tree, size_t used)
{
	struct screen screen = screen_size();
	struct table table = { .columns = OP_COLUMNS, .width = screen.width };

	fill_ops(tree, &table, true);
	if (screen.lines && used + table.rows > screen.lines) {
		table_free(&table);
		table = (struct table){ .columns = OP_COLUMNS,
					.width = screen.width };
		fill_ops(tree, &table, false);
	}
	table_print(&table, tree->options->colour);
	table_free(&table);
}

static void print_status(const struct tree *tree)
{
	/* the first line, two empty ones, the head of the providers */
	size_t used = 4 + tree->providers.nr + (tree->verdicts.missing ? 2 : 0);

	printf("hypervisor: %s", tree->hypervisor ? tree->hypervisor : "-");
	printf("%s%s", tree->version ? ", pvshim " : "",
	       tree->version ? tree->version : "");
	printf("%s%s\n\n", tree->verifications ? ", verifications: " : "",
	       tree->verifications ? tree->verifications : "");
	print_providers(tree);
	putchar('\n');
	print_ops(tree, used);
	if (tree->verdicts.missing)
		printf("\nThe reasons are not known: %s.\n",
		       tree->verdicts.missing);
}

static json_object *json_status(const struct tree *tree)
{
	json_object *object = json_object_new_object();
	json_object *providers = json_object_new_array();
	json_object *ops = json_object_new_array();
	size_t i;

	for (i = 0; i < tree->providers.nr; i++)
		json_object_array_add(providers,
				      json_provider(tree,
						    &tree->providers.node[i]));
	for (i = 0; i < tree->ops.nr; i++)
		json_object_array_add(ops, json_op(tree, &tree->ops.node[i]));
	json_object_object_add(object, "hypervisor",
			       json_text(tree->hypervisor));
	json_object_object_add(object, "version", json_text(tree->version));
	json_object_object_add(object, "verifications",
			       json_number(tree->verifications));
	json_object_object_add(object, "providers", providers);
	json_object_object_add(object, "ops", ops);
	json_add_reasons(tree, object);
	return object;
}

int cmd_status(const struct options *options, int argc, char **argv)
{
	struct tree tree;
	int status = tree_read(&tree, options);

	(void)argc;
	(void)argv;
	if (status == EXIT_FINE) {
		if (options->json)
			json_print(json_status(&tree));
		else
			print_status(&tree);
	}
	tree_free(&tree);
	return status;
}
