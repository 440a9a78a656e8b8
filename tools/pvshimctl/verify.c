// SPDX-License-Identifier: GPL-2.0
/* pvshimctl verify: probe every binding again, and say what did not hold. */
#include <errno.h>
#include <stdio.h>

#include "change.h"
#include "commands.h"
#include "file.h"
#include "json.h"
#include "message.h"

static int failed(int error)
{
	int status = change_status(error);

	if (status == EXIT_NOT_PERMITTED)
		complain("not verified: only root may do that");
	else if (error == ENOENT)
		complain("not verified: this pvshim has no such file in sysfs");
	else
		complain("not verified: %s", file_problem(error));
	return status;
}

/* What pvshim took back counts as a failure, for scripts. */
static int print_result(const struct tree *before, const struct tree *after)
{
	json_object *changes = change_json(before, after);
	size_t nr = json_object_array_length(changes);

	if (before->options->json) {
		json_object *object = json_object_new_object();

		json_object_object_add(object, "changes", changes);
		json_print(object);
	} else {
		json_object_put(changes);
		change_print(before, after);
		if (!nr)
			puts("every binding holds");
	}
	return nr ? EXIT_REFUSED : EXIT_FINE;
}

int cmd_verify(const struct options *options, int argc, char **argv)
{
	struct tree before, after;
	int status = tree_read(&before, options);
	int error;

	(void)argc;
	(void)argv;
	if (status == EXIT_FINE) {
		error = change_write(options, "verify", "1");
		if (error) {
			status = failed(error);
		} else {
			status = tree_read(&after, options);
			if (status == EXIT_FINE)
				status = print_result(&before, &after);
			tree_free(&after);
		}
	}
	tree_free(&before);
	return status;
}
