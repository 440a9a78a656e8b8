// SPDX-License-Identifier: GPL-2.0
/* debugfs: bindings, which says why a provider cannot serve an operation. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "tree.h"

const char *tree_debugfs_problem(int error)
{
	switch (error) {
	case EACCES:
		return "debugfs is for root only";
	case EPERM:
		return "the kernel does not permit it; is it locked down?";
	case ENOENT:
	case ENOTDIR:
		return "debugfs is not mounted, or this pvshim does not have the file";
	default:
		return file_problem(error);
	}
}

static void add(struct tree *tree, const char *op, const char *provider,
		const char *why)
{
	struct verdict *verdict;

	tree->verdicts = xalloc(tree->verdicts,
				(tree->nr_verdicts + 1) * sizeof(*verdict));
	verdict = &tree->verdicts[tree->nr_verdicts++];
	verdict->op = format("%s", op);
	verdict->provider = format("%s", provider);
	verdict->why = why ? format("%s", why) : NULL;
}

/* "PROVIDER: yes" or "PROVIDER: no: REASON"; anything else is passed over. */
static void parse_verdict(struct tree *tree, const char *op, char *line)
{
	char *said = strstr(line, ": ");

	if (!said)
		return;
	*said = '\0';
	said += 2;
	if (!strcmp(said, "yes"))
		add(tree, op, line, NULL);
	else if (!strncmp(said, "no: ", 4))
		add(tree, op, line, said + 4);
}

/* An operation's line begins at the margin, its providers' with a tab. */
static void parse(struct tree *tree, char *text)
{
	const char *op = NULL;
	char *rest, *line;

	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '\t') {
			if (op)
				parse_verdict(tree, op, line + 1);
			continue;
		}
		line[strcspn(line, ":")] = '\0';
		op = line;
	}
}

void tree_read_verdicts(struct tree *tree)
{
	char *path = format("%s/pvshim/bindings", tree->options->debugfs);
	char *text = file_read(path, DEBUGFS_LONGEST);

	if (!text)
		tree->no_reasons = tree_debugfs_problem(errno);
	else
		parse(tree, text);
	if (text && !tree->nr_verdicts)
		tree->no_reasons = "debugfs says nothing";
	free(text);
	free(path);
}

const char *tree_why(const struct tree *tree, const char *op,
		     const char *provider)
{
	size_t i;

	for (i = 0; i < tree->nr_verdicts; i++)
		if (!strcmp(tree->verdicts[i].op, op) &&
		    !strcmp(tree->verdicts[i].provider, provider))
			return tree->verdicts[i].why;
	return NULL;
}
