// SPDX-License-Identifier: GPL-2.0
/*
 * pvshimctl pv-ops: the kernel's own paravirt operations. debugfs has a
 * line for each: its name, the function behind it, and where pvshim has a call
 * site of its own, what the kernel has patched there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "file.h"
#include "json.h"
#include "message.h"
#include "table.h"
#include "text.h"

struct pv_op {
	const char *name;
	const char *target;
	const char *bytes;
	const char *site;
};

/* Ends a word in place; returns what comes after it. */
static char *end_word(char *text)
{
	text += strcspn(text, " \t");
	if (*text)
		*text++ = '\0';
	return text + strspn(text, " \t");
}

/*
 * "NAME TARGET BYTES SITE...", and a module's symbol has two words: "TARGET
 * [MODULE]". A dash stands for what there is not.
 * False for a line that is not about an operation.
 */
static bool parse(char *line, struct pv_op *op)
{
	char *rest;

	line += strspn(line, " \t");
	/* a comment, or the sum at the end */
	if (!*line || *line == '#' || (*line >= '0' && *line <= '9'))
		return false;
	op->name = line;
	op->target = end_word(line);
	rest = (char *)op->target + strcspn(op->target, " \t");
	if (rest[0] && rest[1] == '[')
		rest++;
	op->bytes = end_word(rest);
	op->site = end_word((char *)op->bytes);
	return true;
}

static json_object *json_column(const char *text)
{
	return json_text(*text && strcmp(text, "-") ? text : NULL);
}

static json_object *json_pv_op(const struct pv_op *op)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "name", json_text(op->name));
	json_object_object_add(object, "target", json_column(op->target));
	json_object_object_add(object, "bytes", json_column(op->bytes));
	json_object_object_add(object, "site", json_column(op->site));
	return object;
}

static void show_json(char *text)
{
	json_object *object = json_object_new_object();
	json_object *array = json_object_new_array();
	struct pv_op op;
	char *line, *rest;

	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		if (parse(line, &op))
			json_object_array_add(array, json_pv_op(&op));
	json_object_object_add(object, "pv_ops", array);
	json_print(object);
}

static void show_text(char *text, bool colour)
{
	static const char *const head[] = { "pv_ops", "target", "call site",
					    "which is" };
	struct table table = { .columns = 4 };
	struct pv_op op;
	char *line, *rest;

	table_add(&table, TONE_HEAD, head);
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (parse(line, &op)) {
			const char *const texts[] = { op.name, op.target,
						      op.bytes, op.site };

			table_add(&table, TONE_PLAIN, texts);
		}
	}
	table_print(&table, colour);
	table_free(&table);
}

int cmd_pv_ops(const struct options *options, int argc, char **argv)
{
	struct tree tree;
	int status = tree_read(&tree, options);
	char *path, *text;
	int error;

	(void)argc;
	(void)argv;
	tree_free(&tree);
	if (status != EXIT_FINE)
		return status;
	path = format("%s/pvshim/pv_ops", options->debugfs);
	text = file_read(path, DEBUGFS_LONGEST);
	if (!text) {
		error = errno;
		complain("%s: %s", path, file_debugfs_problem(error));
		status = change_status(error);
	} else if (options->json) {
		show_json(text);
	} else {
		show_text(text, options->colour);
	}
	free(text);
	free(path);
	return status;
}
