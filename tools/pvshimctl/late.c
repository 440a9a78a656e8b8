// SPDX-License-Identifier: GPL-2.0
/* pvshimctl late [PROVIDER [OP]...]: show and switch the late operations. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "file.h"
#include "json.h"
#include "late.h"
#include "message.h"
#include "table.h"
#include "text.h"

bool late_exists(const struct tree *tree)
{
	return node_value(&tree->late, "provider");
}

char *late_text(const struct tree *tree)
{
	const char *ops = node_value(&tree->late, "ops");

	return format("%s%s%s", node_text(&tree->late, "provider"),
		      ops && *ops ? ": " : "", ops ? ops : "");
}

/* Calls @each for every "PROVIDER OP" that is available. */
static void walk_available(const struct tree *tree, void *context,
			   void (*each)(void *context, const char *provider,
					const char *op))
{
	char *copy = format("%s", tree->late_available ?: "");
	char *lines, *words, *line, *provider, *op;

	for (line = strtok_r(copy, "\n", &lines); line;
	     line = strtok_r(NULL, "\n", &lines)) {
		provider = strtok_r(line, " ", &words);
		while (provider && (op = strtok_r(NULL, " ", &words)))
			each(context, provider, op);
	}
	free(copy);
}

static void add_available(void *context, const char *provider, const char *op)
{
	json_object *object = context;
	json_object *ops;

	if (!json_object_object_get_ex(object, provider, &ops)) {
		ops = json_object_new_array();
		json_object_object_add(object, provider, ops);
	}
	json_object_array_add(ops, json_text(op));
}

json_object *late_json(const struct tree *tree)
{
	json_object *object, *available;

	if (!late_exists(tree))
		return NULL;
	object = json_node(&tree->late);
	available = json_object_new_object();
	walk_available(tree, available, add_available);
	json_object_object_add(object, "available", available);
	return object;
}

/* One operation of the table: its name, and who can serve it. */
struct row {
	const char *op;
	char *providers;
};

static void add_provider(void *context, const char *provider, const char *op)
{
	struct row *row = context;

	if (!strcmp(op, row->op))
		append(&row->providers, " ", provider);
}

static void add_row(struct table *table, const struct tree *tree,
		    const char *op)
{
	struct row row = { .op = op, .providers = format("%s", "") };
	bool attached = has_word(node_value(&tree->late, "ops"), op);
	bool held = has_word(node_value(&tree->late, "held"), op);
	const char *by = held ? "the kernel's own" : "native";

	if (attached)
		by = node_text(&tree->late, "provider");
	walk_available(tree, &row, add_provider);

	const char *const texts[] = { op, by,
				      *row.providers ? row.providers : "-" };

	table_add(table, attached ? TONE_GOOD : TONE_PLAIN, texts);
	free(row.providers);
}

/* Adds a word to a list of words unless it is there. */
static void add_word(void *list, const char *provider, const char *word)
{
	char **words = list;

	(void)provider;
	if (!has_word(*words, word))
		append(words, " ", word);
}

static void add_words(char **list, const char *words)
{
	char *copy = format("%s", words ?: "");
	char *rest, *word;

	for (word = strtok_r(copy, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest))
		add_word(list, NULL, word);
	free(copy);
}

/* The operations that anybody speaks of, each once */
static char *all_ops(const struct tree *tree)
{
	char *list = format("%s", "");

	walk_available(tree, &list, add_word);
	add_words(&list, node_value(&tree->late, "ops"));
	add_words(&list, node_value(&tree->late, "held"));
	return list;
}

static void print_table(const struct tree *tree)
{
	static const char *const head[] = { "late operation", "served by",
					    "available" };
	struct table table = { .columns = 3 };
	char *ops = all_ops(tree);
	char *rest, *op;

	if (!*ops)
		puts("nobody can serve late operations here");
	table_add(&table, TONE_HEAD, head);
	for (op = strtok_r(ops, " ", &rest); op;
	     op = strtok_r(NULL, " ", &rest))
		add_row(&table, tree, op);
	if (table.rows > 1)
		table_print(&table, tree->options->colour);
	table_free(&table);
	free(ops);
}

static int show(const struct tree *tree)
{
	if (tree->options->json)
		json_print(late_json(tree));
	else
		print_table(tree);
	return EXIT_FINE;
}

/* Says it to people on stderr, and with --json to programs on stdout. */
static int refuse(const struct tree *tree, const char *provider, int status,
		  const char *why)
{
	json_object *object;

	complain("late operations not switched to %s: %s", provider, why);
	if (!tree->options->json)
		return status;
	object = late_json(tree) ?: json_object_new_object();
	json_object_object_add(object, "refused", json_text(provider));
	json_object_object_add(object, "why", json_text(why));
	json_print(object);
	return status;
}

/* pvshim's reason for one of the operations that were named, or for any. */
static const char *reason(const struct tree *tree, const char *provider,
			  int argc, char **ops)
{
	size_t i;
	int n;

	for (i = 0; i < tree->verdicts.nr; i++) {
		const struct verdict *v = &tree->verdicts.verdict[i];

		if (!v->class || strcmp(v->provider, provider) ||
		    strncmp(v->op, "late ", 5))
			continue;
		for (n = 0; n < argc; n++)
			if (!strcmp(v->op + 5, ops[n]))
				return v->why;
		if (!argc)
			return v->why;
	}
	return "the provider cannot serve that here";
}

static int explain(const struct tree *tree, int error, int argc, char **argv)
{
	const char *held = node_value(&tree->late, "held");
	int status = change_status(error);
	char *why;

	if (status == EXIT_NOT_PERMITTED)
		return refuse(tree, *argv, status, "only root may do that");
	if (error == EOPNOTSUPP)
		return refuse(tree, *argv, status,
			      reason(tree, *argv, argc - 1, argv + 1));
	if (error == EBUSY && held && *held) {
		why = format("the kernel's own guest code serves %s", held);
		refuse(tree, *argv, status, why);
		free(why);
		return status;
	}
	refuse(tree, *argv, status,
	       error == EINVAL ? "no such provider or late operation" :
				 file_problem(error));
	if (error == EINVAL)
		fprintf(stderr, "  available:\n%s\n", tree->late_available);
	hint("pvshim's own words: dmesg | grep pvshim");
	return status;
}

/* The words in one line, as sysfs wants them. */
static char *joined(int argc, char **argv)
{
	char *line = format("%s", *argv);
	int n;

	for (n = 1; n < argc; n++)
		append(&line, " ", argv[n]);
	return line;
}

/* What is no name must not become another request when words are joined. */
static bool are_names(int argc, char **argv)
{
	int n;

	for (n = 0; n < argc; n++)
		if (!is_name(argv[n]))
			return false;
	return true;
}

static int switch_to(const struct tree *before, int argc, char **argv)
{
	char *request = joined(argc, argv);
	int error = EINVAL;
	struct tree after;
	int status;

	if (are_names(argc, argv))
		error = change_write(before->options, "late/provider", request);
	free(request);
	status = tree_read(&after, before->options);
	if (status == EXIT_FINE && error)
		status = explain(&after, error, argc, argv);
	else if (status == EXIT_FINE)
		status = show(&after);
	tree_free(&after);
	return status;
}

int cmd_late(const struct options *options, int argc, char **argv)
{
	struct tree tree;
	int status = tree_read(&tree, options);

	if (status == EXIT_FINE && !late_exists(&tree)) {
		complain("this kernel has no late operations");
		hint("it lacks CONFIG_PARAVIRT_LATE; see Documentation/late-operations.rst");
		status = EXIT_REFUSED;
	} else if (status == EXIT_FINE) {
		status = argc > 1 ? switch_to(&tree, argc - 1, argv + 1) :
				    show(&tree);
	}
	tree_free(&tree);
	return status;
}
