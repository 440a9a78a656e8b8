// SPDX-License-Identifier: GPL-2.0
/* What sysfs says about pvshim. Nothing here knows which providers, operations
 * or files there are: another version of the module may have others.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "print.h"
#include "tree.h"

static int not_loaded(const struct options *options)
{
	char *kernel = format("%s/kernel", options->sysfs);
	int status = EXIT_NOT_LOADED;

	if (access(kernel, F_OK)) {
		complain("there is no sysfs at %s: %s", options->sysfs,
			 strerror(errno));
		hint("mount -t sysfs none /sys, or name its place: --sysfs DIR");
		status = EXIT_REFUSED;
	} else {
		complain("pvshim is not loaded");
		hint("as root: modprobe pvshim");
		hint("not installed: make module && insmod pvshim.ko");
		hint("refused to load: dmesg | grep pvshim");
	}
	free(kernel);
	return status;
}

static void read_attrs(struct node *node, const char *path)
{
	char **names, **name;

	file_list(path, &names);
	for (name = names; *name; name++) {
		char *file = format("%s/%s", path, *name);
		char *value = file_line(file);

		free(file);
		if (!value)
			continue;
		node->attrs = xalloc(node->attrs,
				     (node->nr + 1) * sizeof(*node->attrs));
		node->attrs[node->nr].name = format("%s", *name);
		node->attrs[node->nr++].value = value;
	}
	file_free_list(names);
}

static void read_nodes(struct nodes *nodes, const char *path)
{
	char **names, **name;

	file_list(path, &names);
	for (name = names; *name; name++) {
		char *dir = format("%s/%s", path, *name);
		struct node node = { .name = format("%s", *name) };

		read_attrs(&node, dir);
		free(dir);
		nodes->node = xalloc(nodes->node,
				     (nodes->nr + 1) * sizeof(*nodes->node));
		nodes->node[nodes->nr++] = node;
	}
	file_free_list(names);
}

/* What everybody falls back to stands first. */
static void native_first(struct nodes *nodes)
{
	struct node native;
	size_t i;

	for (i = 0; i < nodes->nr; i++)
		if (!strcmp(nodes->node[i].name, "native"))
			break;
	if (i == nodes->nr)
		return;
	native = nodes->node[i];
	memmove(nodes->node + 1, nodes->node, i * sizeof(native));
	nodes->node[0] = native;
}

/* file_read() and the like, below sysfs. */
static char *line_of(const struct options *options, const char *name)
{
	char *path = format("%s/%s", options->sysfs, name);
	char *line = file_line(path);

	free(path);
	return line;
}

static void nodes_of(const struct options *options, const char *name,
		     struct nodes *nodes)
{
	char *path = format("%s/kernel/pvshim/%s", options->sysfs, name);

	read_nodes(nodes, path);
	free(path);
}

static void read_late(struct tree *tree)
{
	char *path = format("%s/kernel/pvshim/late", tree->options->sysfs);
	char *available = format("%s/available", path);

	read_attrs(&tree->late, path);
	if (tree->late.nr)
		tree->late_available = file_read(available);
	free(available);
	free(path);
}

int tree_read(struct tree *tree, const struct options *options)
{
	char *root = format("%s/kernel/pvshim", options->sysfs);
	int missing = access(root, F_OK);

	free(root);
	*tree = (struct tree){ .options = options };
	if (missing)
		return not_loaded(options);
	tree->hypervisor = line_of(options, "kernel/pvshim/hypervisor");
	tree->version = line_of(options, "module/pvshim/version");
	nodes_of(options, "providers", &tree->providers);
	nodes_of(options, "ops", &tree->ops);
	read_late(tree);
	native_first(&tree->providers);
	tree_read_verdicts(tree);
	return EXIT_FINE;
}

static void free_node(struct node *node)
{
	size_t i;

	for (i = 0; i < node->nr; i++) {
		free(node->attrs[i].name);
		free(node->attrs[i].value);
	}
	free(node->attrs);
	free(node->name);
}

static void free_nodes(struct nodes *nodes)
{
	size_t i;

	for (i = 0; i < nodes->nr; i++)
		free_node(&nodes->node[i]);
	free(nodes->node);
}

void tree_free(struct tree *tree)
{
	size_t i;

	for (i = 0; i < tree->nr_verdicts; i++) {
		free(tree->verdicts[i].op);
		free(tree->verdicts[i].provider);
		free(tree->verdicts[i].why);
	}
	free(tree->verdicts);
	free_nodes(&tree->providers);
	free_nodes(&tree->ops);
	free_node(&tree->late);
	free(tree->late_available);
	free(tree->hypervisor);
	free(tree->version);
}

const struct node *tree_find(const struct nodes *nodes, const char *name)
{
	size_t i;

	for (i = 0; i < nodes->nr; i++)
		if (!strcmp(nodes->node[i].name, name))
			return &nodes->node[i];
	return NULL;
}

void tree_list_names(const struct nodes *nodes, const char *what)
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

bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (words && *words) {
		size_t span = strcspn(words, " ");

		if (span == len && !strncmp(words, word, len))
			return true;
		words += span + strspn(words + span, " ");
	}
	return false;
}

bool op_available(const struct node *op, const char *provider)
{
	return has_word(node_value(op, "available"), provider);
}
