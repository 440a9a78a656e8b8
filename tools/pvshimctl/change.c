// SPDX-License-Identifier: GPL-2.0
/*
 * Writing to pvshim, and what that has changed: operations that belong together
 * are switched together, so more than the one that was asked for.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "file.h"
#include "json.h"
#include "late.h"
#include "text.h"

int change_write(const struct options *options, const char *name,
		 const char *line)
{
	char *path = format("%s/kernel/pvshim/%s", options->sysfs, name);
	int error = file_write(path, line);

	free(path);
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

/* Who served an operation before, if that is somebody else now. */
static const char *changed_from(const struct tree *before,
				const struct node *now)
{
	const struct node *op = nodes_find(&before->ops, now->name);

	if (!op || op_bound_to(op, node_text(now, "provider")))
		return NULL;
	return node_text(op, "provider");
}

/* What was attached of the late operations, if that is another now; or NULL. */
static char *late_changed_from(const struct tree *before,
			       const struct tree *after)
{
	char *from = late_text(before);
	char *to = late_text(after);

	if (!strcmp(from, to)) {
		free(from);
		from = NULL;
	}
	free(to);
	return from;
}

size_t change_print(const struct tree *before, const struct tree *after)
{
	char *from_late;
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
	from_late = late_changed_from(before, after);
	if (from_late) {
		char *to = late_text(after);

		printf("late operations: %s, was %s\n", to, from_late);
		free(to);
		nr++;
	}
	free(from_late);
	return nr;
}

static void add_change(json_object *array, const char *op, const char *from,
		       const char *to)
{
	json_object *change = json_object_new_object();

	json_object_object_add(change, "op", json_text(op));
	json_object_object_add(change, "from", json_text(from));
	json_object_object_add(change, "to", json_text(to));
	json_object_array_add(array, change);
}

json_object *change_json(const struct tree *before, const struct tree *after)
{
	json_object *array = json_object_new_array();
	char *from_late = late_changed_from(before, after);
	char *to_late = late_text(after);
	size_t i;

	for (i = 0; i < after->ops.nr; i++) {
		const struct node *op = &after->ops.node[i];
		const char *from = changed_from(before, op);

		if (from)
			add_change(array, op->name, from,
				   node_text(op, "provider"));
	}
	if (from_late)
		add_change(array, "late", from_late, to_late);
	free(to_late);
	free(from_late);
	return array;
}
