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
#include "message.h"
#include "text.h"
#include "tree.h"

static int not_loaded(void)
{
	complain("pvshim is not loaded");
	hint("as root: modprobe pvshim");
	hint("not installed: make module && insmod module/pvshim.ko");
	hint("refused to load: dmesg | grep pvshim");
	return EXIT_NOT_LOADED;
}

static int cannot_read(const char *path, int error)
{
	complain("cannot read %s: %s", path, file_problem(error));
	return error == EACCES || error == EPERM ? EXIT_NOT_PERMITTED :
						   EXIT_REFUSED;
}

static int no_sysfs(const struct options *options, int error)
{
	complain("there is no sysfs at %s: %s", options->sysfs,
		 file_problem(error));
	hint("mount -t sysfs none /sys, or name its place: --sysfs DIR");
	return EXIT_REFUSED;
}

/* Whether pvshim is there. */
static int find_root(const struct options *options, const char *root)
{
	char *kernel = format("%s/kernel", options->sysfs);
	int error = access(root, F_OK) ? errno : 0;
	int status = EXIT_FINE;

	if (error && !file_is_gone(error))
		status = cannot_read(root, error);
	else if (error && access(kernel, F_OK))
		status = no_sysfs(options, errno);
	else if (error)
		status = not_loaded();
	free(kernel);
	return status;
}

/* The first one counts. */
static void unreadable(struct tree *tree, const char *path, int error)
{
	if (tree->unreadable)
		return;
	tree->unreadable = format("%s", path);
	tree->error = error;
}

static void add_attr(struct node *node, const char *name, char *value)
{
	struct attr *attr;

	node->attrs =
		xalloc(node->attrs, (node->nr + 1) * sizeof(*node->attrs));
	attr = &node->attrs[node->nr++];
	attr->name = format("%s", name);
	attr->value = value;
}

/*
 * Later versions may have directories here, and files that are there to be
 * written to. What is going away meanwhile was never there.
 */
static void read_attr(struct tree *tree, struct node *node, const char *dir,
		      const char *name)
{
	char *path = format("%s/%s", dir, name);
	char *value = file_line(path);
	int error = errno;

	if (value)
		add_attr(node, name, value);
	else if (error != EISDIR && !file_is_gone(error) &&
		 !file_is_write_only(path))
		unreadable(tree, path, error);
	free(path);
}

/* False if there is no such directory. */
static bool read_attrs(struct tree *tree, struct node *node, const char *path)
{
	char **names, **name;
	int error = file_list(path, &names);

	for (name = names; *name; name++)
		read_attr(tree, node, path, *name);
	file_free_list(names);
	if (error && !file_is_gone(error))
		unreadable(tree, path, error);
	return !error;
}

/* Without these files nothing could be said, and a dash would be a lie. */
static void want_attrs(struct tree *tree, const struct node *node,
		       const char *dir, const char *const *wanted)
{
	for (; *wanted; wanted++) {
		char *path = format("%s/%s", dir, *wanted);

		if (!node_value(node, *wanted))
			unreadable(tree, path,
				   file_is_write_only(path) ? EACCES : ENOENT);
		free(path);
	}
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

static void read_node(struct tree *tree, struct nodes *nodes, const char *path,
		      const char *name, const char *const *wanted)
{
	char *dir = format("%s/%s", path, name);
	struct node node = { .name = format("%s", name) };
	bool there = read_attrs(tree, &node, dir);

	if (there && !access(dir, F_OK)) {
		want_attrs(tree, &node, dir, wanted);
		nodes->node = xalloc(nodes->node,
				     (nodes->nr + 1) * sizeof(*nodes->node));
		nodes->node[nodes->nr++] = node;
	} else {
		free_node(&node);
	}
	free(dir);
}

static void read_nodes(struct tree *tree, const char *root, const char *kind,
		       struct nodes *nodes, const char *const *wanted)
{
	char *path = format("%s/%s", root, kind);
	char **names, **name;
	int error = file_list(path, &names);

	if (error)
		unreadable(tree, path, error);
	for (name = names; *name; name++)
		read_node(tree, nodes, path, *name, wanted);
	file_free_list(names);
	free(path);
}

/* The provider that operations fall back to stands first. */
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

/* A file that may be missing if it is @optional: then NULL. */
static char *read_line(struct tree *tree, const char *dir, const char *name,
		       bool optional)
{
	char *path = format("%s/%s", dir, name);
	char *line = file_line(path);

	if (!line && !(optional && file_is_gone(errno)))
		unreadable(tree, path, errno);
	free(path);
	return line;
}

static void read_root(struct tree *tree, const char *root)
{
	static const char *const of_op[] = { "provider", "available", NULL };
	static const char *const of_provider[] = { NULL };

	tree->hypervisor = read_line(tree, root, "hypervisor", false);
	tree->version = read_line(tree, tree->options->sysfs,
				  "module/pvshim/version", true);
	tree->verifications = read_line(tree, root, "verifications", true);
	read_nodes(tree, root, "providers", &tree->providers, of_provider);
	read_nodes(tree, root, "ops", &tree->ops, of_op);
	native_first(&tree->providers);
}

static void read_verdicts(struct tree *tree, const char *root)
{
	char *bindings = format("%s/pvshim/bindings", tree->options->debugfs);
	char *providers = format("%s/providers", root);

	if (!verdicts_read_files(&tree->verdicts, providers, &tree->providers,
				 &tree->ops))
		verdicts_read(&tree->verdicts, bindings);
	free(providers);
	free(bindings);
}

static int read_tree(struct tree *tree, const struct options *options,
		     bool verdicts)
{
	char *root = format("%s/kernel/pvshim", options->sysfs);
	int status;

	*tree = (struct tree){ .options = options };
	status = find_root(options, root);
	if (status == EXIT_FINE) {
		read_root(tree, root);
		if (verdicts)
			read_verdicts(tree, root);
		/* if all of it is gone by now, what was read is a part of it */
		status = find_root(options, root);
		if (tree->unreadable && status == EXIT_FINE)
			status = cannot_read(tree->unreadable, tree->error);
	}
	free(root);
	return status;
}

int tree_read(struct tree *tree, const struct options *options)
{
	return read_tree(tree, options, true);
}

int tree_read_bindings(struct tree *tree, const struct options *options)
{
	return read_tree(tree, options, false);
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
	verdicts_free(&tree->verdicts);
	free_nodes(&tree->providers);
	free_nodes(&tree->ops);
	free(tree->hypervisor);
	free(tree->version);
	free(tree->verifications);
	free(tree->unreadable);
}
