/* SPDX-License-Identifier: GPL-2.0 */
/* Writing to pvshim, and what that has changed. */
#ifndef _PVSHIMCTL_CHANGE_H
#define _PVSHIMCTL_CHANGE_H

#include <json-c/json.h>
#include <stddef.h>

#include "tree.h"

/**
 * change_write - write a line into a file below pvshim's directory in sysfs
 * @options: where that is
 * @name: the file, from pvshim's directory on
 * @line: the line
 *
 * Return: 0 or an errno.
 */
int change_write(const struct options *options, const char *name,
		 const char *line);

/* The same for the file that binds an operation to a provider. */
int change_op(const struct options *options, const char *op,
	      const char *provider);

/* The exit status that an errno of change_write() stands for. */
int change_status(int error);

/* Print one line for each operation whose provider has changed; count them. */
size_t change_print(const struct tree *before, const struct tree *after);

/* The same as a JSON array. */
struct json_object *change_json(const struct tree *before,
				const struct tree *after);

#endif /* _PVSHIMCTL_CHANGE_H */
