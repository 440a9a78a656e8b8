/* SPDX-License-Identifier: GPL-2.0 */
/* JSON: texts and numbers, and what was read of pvshim. */
#ifndef _PVSHIMCTL_JSON_H
#define _PVSHIMCTL_JSON_H

#include <json-c/json.h>

#include "tree.h"

/* NULL, and what is no number, becomes null. */
struct json_object *json_text(const char *text);
struct json_object *json_number(const char *text);

struct json_object *json_provider(const struct tree *tree,
				  const struct node *node);
struct json_object *json_op(const struct tree *tree, const struct node *node);
void json_add_reasons(const struct tree *tree, json_object *object);

/* Prints it, and frees it. */
void json_print(struct json_object *object);

#endif /* _PVSHIMCTL_JSON_H */
