// SPDX-License-Identifier: GPL-2.0
/*
 * pvshimctl bind --kernel PROVIDER: switch those operations of the kernel itself
 * that a provider can serve, one by one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "json.h"
#include "message.h"
#include "refusal.h"
#include "text.h"

static bool is_wanted(const struct node *op, const char *provider)
{
	return op_is_kernel(op) &&
	       (!strcmp(provider, "native") || op_available(op, provider) ||
		op_bound_to(op, provider));
}

static bool has_scope(const struct node *op, const char *provider)
{
	(void)provider;
	return node_value(op, "scope");
}

static bool any_op(const struct tree *tree, const char *provider,
		   bool (*is)(const struct node *op, const char *provider))
{
	size_t i;

	for (i = 0; i < tree->ops.nr; i++)
		if (is(&tree->ops.node[i], provider))
			return true;
	return false;
}

/**
 * struct attempt - to switch all that a provider can serve
 * @before: the tree before
 * @after: and since
 * @provider: the provider
 * @errors: for each operation of @before an errno, or 0
 */
struct attempt {
	const struct tree *before;
	const struct tree *after;
	const char *provider;
	int *errors;
};

/* What is not permitted once is not permitted the next time. */
static void try_all(struct attempt *a)
{
	const struct nodes *ops = &a->before->ops;
	size_t size = ops->nr * sizeof(*a->errors);
	size_t i;

	a->errors = memset(xalloc(NULL, size), 0, size);
	for (i = 0; i < ops->nr; i++) {
		const struct node *op = &ops->node[i];

		if (!is_wanted(op, a->provider) || op_bound_to(op, a->provider))
			continue;
		a->errors[i] =
			change_op(a->before->options, op->name, a->provider);
		if (change_status(a->errors[i]) == EXIT_NOT_PERMITTED)
			break;
	}
}

/* An operation of the tree before, as it is since. */
static const struct node *since(const struct attempt *a, const struct node *op)
{
	return nodes_find(&a->after->ops, op->name) ?: op;
}

/*
 * What the kernel's own guest code has is left out, which is no failure as long as
 * something else is served.
 */
static int judge(const struct attempt *a)
{
	const struct nodes *ops = &a->before->ops;
	int status = EXIT_FINE;
	bool served = false;
	size_t i;

	for (i = 0; i < ops->nr; i++) {
		const struct node *op = since(a, &ops->node[i]);
		int error = a->errors[i];

		if (op_is_kernel(op) && op_bound_to(op, a->provider))
			served = true;
		if (error && !(error == EBUSY && op_busy(op)))
			status = change_status(error);
	}
	return status == EXIT_FINE && !served ? EXIT_REFUSED : status;
}

/* Tells people, and returns the same as a JSON array. */
static json_object *report_refused(const struct attempt *a, int status)
{
	json_object *array = json_object_new_array();
	const struct node *last = NULL;
	size_t i;

	for (i = 0; i < a->before->ops.nr; i++) {
		const struct node *op = &a->before->ops.node[i];
		const char *why;

		if (!a->errors[i])
			continue;
		why = refusal_reason(a->after, since(a, op), a->provider,
				     a->errors[i]);
		refusal_print(op->name, a->provider, why);
		json_object_array_add(array, refusal_json(op->name, op,
							  a->provider, why));
		last = op;
	}
	if (last && status == EXIT_REFUSED)
		refusal_hint(a->after, last->name, a->provider);
	return array;
}

static void print_unchanged(const struct attempt *a)
{
	const struct nodes *ops = &a->before->ops;
	size_t i;

	for (i = 0; i < ops->nr; i++)
		if (op_is_kernel(&ops->node[i]) &&
		    op_bound_to(&ops->node[i], a->provider))
			printf("%s: %s already\n", ops->node[i].name,
			       a->provider);
}

/* @why: the reason why nothing was tried, or NULL */
static void print_json(const char *provider, json_object *changes,
		       json_object *refused, const char *why)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "scope", json_text("kernel"));
	json_object_object_add(object, "provider", json_text(provider));
	json_object_object_add(object, "changes", changes);
	json_object_object_add(object, "refused", refused);
	json_object_object_add(object, "why", json_text(why));
	json_print(object);
}

static int report(const struct attempt *a)
{
	int status = judge(a);
	json_object *refused = report_refused(a, status);

	if (a->before->options->json) {
		print_json(a->provider, change_json(a->before, a->after),
			   refused, NULL);
	} else {
		json_object_put(refused);
		change_print(a->before, a->after);
		print_unchanged(a);
	}
	return status;
}

static int switch_all(const struct tree *before, const char *provider)
{
	struct tree after;
	struct attempt a = { before, &after, provider, NULL };
	int status;

	try_all(&a);
	status = tree_read(&after, before->options);
	if (status == EXIT_FINE)
		status = report(&a);
	tree_free(&after);
	free(a.errors);
	return status;
}

static int refuse(const struct tree *tree, const char *provider,
		  const char *why)
{
	refusal_print("the kernel's operations", provider, why);
	if (tree->options->json)
		print_json(provider, json_object_new_array(),
			   json_object_new_array(), why);
	return EXIT_REFUSED;
}

static int unknown_provider(const struct tree *tree, const char *provider)
{
	refuse(tree, provider, "no provider of this name");
	nodes_list_names(&tree->providers, "providers");
	return EXIT_REFUSED;
}

/* Modules from before there were scopes have none of these operations. */
static int no_kernel_ops(const struct tree *tree, const char *provider)
{
	if (!any_op(tree, provider, has_scope))
		return refuse(tree, provider,
			      "this pvshim is too old to list them in ops/");
	refuse(tree, provider, "this kernel has none that pvshim could switch");
	hint("it lacks CONFIG_PARAVIRT_LATE; see Documentation/kernel-operations.rst");
	return EXIT_REFUSED;
}

static int none_available(const struct tree *tree, const char *provider)
{
	refuse(tree, provider, "the provider can serve none of them here");
	hint("the reasons: pvshimctl providers %s", provider);
	return EXIT_REFUSED;
}

static int switch_to(const struct tree *tree, const char *provider)
{
	if (!nodes_find(&tree->providers, provider))
		return unknown_provider(tree, provider);
	if (!any_op(tree, "native", is_wanted))
		return no_kernel_ops(tree, provider);
	if (!any_op(tree, provider, is_wanted))
		return none_available(tree, provider);
	return switch_all(tree, provider);
}

int cmd_bind_kernel(const struct options *options, int argc, char **argv)
{
	struct tree tree;
	int status = tree_read(&tree, options);

	(void)argc;
	if (status == EXIT_FINE)
		status = switch_to(&tree, argv[1]);
	tree_free(&tree);
	return status;
}
