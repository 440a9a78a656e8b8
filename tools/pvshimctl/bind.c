// SPDX-License-Identifier: GPL-2.0
/* pvshimctl bind OP PROVIDER: switch an operation. */
#include <stdio.h>

#include "change.h"
#include "commands.h"
#include "json.h"
#include "refusal.h"

struct request {
	const struct tree *tree;
	const struct node *op;
	const char *name;
	const char *provider;
};

static void print_result(const struct request *r, const struct tree *after)
{
	json_object *object;

	if (!r->tree->options->json) {
		if (!change_print(r->tree, after))
			printf("%s: %s already\n", r->name, r->provider);
		return;
	}
	object = json_object_new_object();
	json_object_object_add(object, "op", json_text(r->name));
	json_object_object_add(object, "provider", json_text(r->provider));
	json_object_object_add(object, "changes", change_json(r->tree, after));
	json_print(object);
}

/* For programs on stdout, beside what is for people on stderr */
static void refuse_as_json(const struct request *r, const char *why)
{
	if (r->tree->options->json)
		json_print(refusal_json(r->name, r->op, r->provider, why));
}

static void refuse(const struct request *r, const char *why)
{
	refusal_print(r->name, r->provider, why);
	refuse_as_json(r, why);
}

static int unknown_name(const struct request *r)
{
	if (!r->op) {
		refuse(r, "no operation of this name");
		nodes_list_names(&r->tree->ops, "operations");
	} else {
		refuse(r, "no provider of this name");
		nodes_list_names(&r->tree->providers, "providers");
	}
	return EXIT_REFUSED;
}

static int explain(const struct request *r, const struct tree *after, int error)
{
	const struct node *op = nodes_find(&after->ops, r->name) ?: r->op;

	refuse_as_json(r, refusal_reason(after, op, r->provider, error));
	return refusal_explain(after, op, r->provider, error);
}

static int switch_op(const struct request *r)
{
	int error = change_op(r->tree->options, r->name, r->provider);
	struct tree after;
	int status = tree_read(&after, r->tree->options);

	if (status == EXIT_FINE && error)
		status = explain(r, &after, error);
	else if (status == EXIT_FINE)
		print_result(r, &after);
	tree_free(&after);
	return status;
}

int cmd_bind(const struct options *options, int argc, char **argv)
{
	struct tree tree;
	struct request r = { .tree = &tree };
	int status = tree_read(&tree, options);

	(void)argc;
	if (status == EXIT_FINE) {
		r.name = argv[1];
		r.provider = argv[2];
		r.op = nodes_find(&tree.ops, r.name);
		if (r.op && nodes_find(&tree.providers, r.provider))
			status = switch_op(&r);
		else
			status = unknown_name(&r);
	}
	tree_free(&tree);
	return status;
}
