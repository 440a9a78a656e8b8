// SPDX-License-Identifier: GPL-2.0
/* pvshimctl bind OP PROVIDER: switch an operation. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "file.h"
#include "json.h"
#include "message.h"
#include "text.h"

struct request {
	const struct tree *tree;
	const struct node *op;
	const char *op_name;
	const char *provider;
};

static void print_result(const struct request *r, const struct tree *after)
{
	json_object *object;

	if (!r->tree->options->json) {
		if (!change_print(r->tree, after))
			printf("%s: %s already\n", r->op_name, r->provider);
		return;
	}
	object = json_object_new_object();
	json_object_object_add(object, "op", json_text(r->op_name));
	json_object_object_add(object, "provider", json_text(r->provider));
	json_object_object_add(object, "changes", change_json(r->tree, after));
	json_print(object);
}

/* Says it to people on stderr, and with --json to programs on stdout. */
static int refuse(const struct request *r, int status, const char *why)
{
	const char *now = r->op ? node_value(r->op, "provider") : NULL;
	json_object *object;

	complain("%s not switched to %s: %s", r->op_name, r->provider, why);
	if (!r->tree->options->json)
		return status;
	object = json_object_new_object();
	json_object_object_add(object, "op", json_text(r->op_name));
	json_object_object_add(object, "provider", json_text(now));
	json_object_object_add(object, "refused", json_text(r->provider));
	json_object_object_add(object, "why", json_text(why));
	json_print(object);
	return status;
}

static int unknown_name(const struct request *r)
{
	const struct tree *tree = r->tree;
	int status;

	if (!r->op) {
		status = refuse(r, EXIT_REFUSED, "no operation of this name");
		nodes_list_names(&tree->ops, "operations");
	} else {
		status = refuse(r, EXIT_REFUSED, "no provider of this name");
		nodes_list_names(&tree->providers, "providers");
	}
	return status;
}

static int explain(const struct request *r, int error)
{
	const struct verdict *verdict =
		verdicts_find(&r->tree->verdicts, r->op_name, r->provider);
	int status = change_status(error);

	if (status == EXIT_NOT_PERMITTED)
		return refuse(r, status, "only root may do that");
	if (verdict && verdict->class)
		return refuse(r, status, verdict->why);
	refuse(r, status,
	       error == EOPNOTSUPP ? "the provider cannot serve it here" :
				     file_problem(error));
	if (r->tree->verdicts.missing)
		hint("the reasons are not known: %s",
		     r->tree->verdicts.missing);
	hint("pvshim's own words: dmesg | grep pvshim");
	return status;
}

static int switch_op(const struct request *r)
{
	char *file = format("ops/%s/provider", r->op_name);
	int error = change_write(r->tree->options, file, r->provider);
	struct tree after;
	int status;

	free(file);
	if (error)
		return explain(r, error);
	status = tree_read(&after, r->tree->options);
	if (status == EXIT_FINE)
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
		r.op_name = argv[1];
		r.provider = argv[2];
		r.op = nodes_find(&tree.ops, r.op_name);
		if (r.op && nodes_find(&tree.providers, r.provider))
			status = switch_op(&r);
		else
			status = unknown_name(&r);
	}
	tree_free(&tree);
	return status;
}
