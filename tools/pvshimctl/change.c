// SPDX-License-Identifier: GPL-2.0
/*
 * Writing to pvshim, and what that has changed: operations that belong together
 * are switched together, so more than the one that was asked for.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "change.h"
#include "file.h"
#include "json.h"
#include "text.h"

int change_write(const struct options *options, const char *name,
		 const char *line)
{
	char *path = format("%s/kernel/pvshim/%s", options->sysfs, name);
	int error = file_write(path, line);

	free(path);
	return error;
}

int change_op(const struct options *options, const char *op,
	      const char *provider)
{
	char *file = format("ops/%s/provider", op);
	int error = change_write(options, file, provider);

	free(file);
	return error;
}

int change_status(int error)
{
	switch (error) {
	case 0:
		return EXIT_FINE;
	case EACCES:
	case EPERM:
		return EXIT_NOT_PERMITTED;
	default:
		return EXIT_REFUSED;
	}
}

/* The provider that an operation had before, if that is another now; or NULL. */
static const char *changed_from(const struct tree *before,
				const struct node *now)
{
	const struct node *op = nodes_find(&before->ops, now->name);

	if (!op || op_bound_to(op, node_text(now, "provider")))
		return NULL;
	return node_text(op, "provider");
}

size_t change_print(const struct tree *before, const struct tree *after)
{
	size_t nr = 0;
	size_t i;

	for (i = 0; i < after->ops.nr; i++) {
		const struct node *op = &after->ops.node[i];
		const char *from = changed_from(before, op);

		if (!from)
			continue;
		printf("%s: %s, was %s\n", op->name, node_text(op, "provider"),
		       from);
		nr++;
	}
	return nr;
}

static json_object *json_change(const struct node *op, const char *from)
{
	json_object *change = json_object_new_object();

	json_object_object_add(change, "op", json_text(op->name));
	json_object_object_add(change, "from", json_text(from));
	json_object_object_add(change, "to",
			       json_text(node_text(op, "provider")));
	return change;
}

json_object *change_json(const struct tree *before, const struct tree *after)
{
	json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < after->ops.nr; i++) {
		const struct node *op = &after->ops.node[i];
		const char *from = changed_from(before, op);

		if (from)
			json_object_array_add(array, json_change(op, from));
	}
	return array;
}
