// SPDX-License-Identifier: GPL-2.0
/* Show all providers or operations as a table, or the named ones in detail. */
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "message.h"
#include "select.h"
#include "table.h"
#include "text.h"

static int check_names(const struct listing *listing, const struct nodes *nodes,
		       int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (nodes_find(nodes, argv[i]))
			continue;
		complain("there is no %s %s", listing->one, argv[i]);
		nodes_list_names(nodes, listing->kind);
		return EXIT_REFUSED;
	}
	return EXIT_FINE;
}

static void print_verdicts(const struct listing *listing,
			   const struct tree *tree, const struct node *node)
{
	struct table table = { .columns = 3 };
	size_t i;

	for (i = 0; i < tree->verdicts.nr; i++) {
		const struct verdict *v = &tree->verdicts.verdict[i];
		const char *other = listing->verdict(v, node);
		char *said = v->class ? format("%s: %s", v->class, v->why) :
					format("yes");
		const char *const texts[] = { "", other, said };

		if (other)
			table_add(&table, v->class ? TONE_PLAIN : TONE_GOOD,
				  texts);
		free(said);
	}
	if (tree->verdicts.missing)
		printf("  not known: %s\n", tree->verdicts.missing);
	table_print(&table, tree->options->colour);
	table_free(&table);
}

static void print_details(const struct listing *listing,
			  const struct tree *tree, const struct node *node)
{
	struct table table = { .columns = 3 };
	size_t i;

	printf("%s:\n", node->name);
	for (i = 0; i < node->nr; i++) {
		const char *name = node->attrs[i].name;
		const char *const texts[] = { "", name, node_text(node, name) };

		table_add(&table, TONE_PLAIN, texts);
	}
	table_print(&table, tree->options->colour);
	table_free(&table);
	printf("\n  %s\n", listing->question);
	print_verdicts(listing, tree, node);
}

static void print_json_list(const struct listing *listing,
			    const struct tree *tree, int argc, char **argv)
{
	const struct nodes *nodes = listing->nodes(tree);
	json_object *object = json_object_new_object();
	json_object *array = json_object_new_array();
	size_t i;
	int j;

	for (i = 0; argc < 2 && i < nodes->nr; i++)
		json_object_array_add(array,
				      listing->json(tree, &nodes->node[i]));
	for (j = 1; j < argc; j++)
		json_object_array_add(array,
				      listing->json(tree, nodes_find(nodes,
								     argv[j])));
	json_object_object_add(object, listing->kind, array);
	json_add_reasons(tree, object);
	json_print(object);
}

static void print_text(const struct listing *listing, const struct tree *tree,
		       int argc, char **argv)
{
	int i;

	if (argc < 2)
		listing->table(tree);
	for (i = 1; i < argc; i++) {
		if (i > 1)
			putchar('\n');
		print_details(listing, tree,
			      nodes_find(listing->nodes(tree), argv[i]));
	}
}

int list_command(const struct listing *listing, const struct options *options,
		 int argc, char **argv)
{
	struct tree tree;
	int status = tree_read(&tree, options);

	if (status == EXIT_FINE)
		status =
			check_names(listing, listing->nodes(&tree), argc, argv);
	if (status == EXIT_FINE) {
		if (options->json)
			print_json_list(listing, &tree, argc, argv);
		else
			print_text(listing, &tree, argc, argv);
	}
	tree_free(&tree);
	return status;
}
