// SPDX-License-Identifier: GPL-2.0
/* Providers and operations as JSON; every file of theirs is a member. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "text.h"

/* JSON is UTF-8, and the words of the command line need not be. */
json_object *json_text(const char *text)
{
	json_object *object;
	char *copy;

	if (!text)
		return NULL;
	copy = format("%s", text);
	make_printable(copy, strlen(copy), "\t\n");
	object = json_object_new_string(copy);
	free(copy);
	return object;
}

static json_object *json_words(const char *text)
{
	json_object *array = json_object_new_array();
	char *copy = format("%s", text);
	char *rest, *word;

	for (word = strtok_r(copy, " \t", &rest); word;
	     word = strtok_r(NULL, " \t", &rest))
		json_object_array_add(array, json_text(word));
	free(copy);
	return array;
}

json_object *json_number(const char *text)
{
	char *end;
	long long value;

	if (!text)
		return NULL;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || end == text || *end)
		return NULL;
	return json_object_new_int64(value);
}

/* "0" or "1", as sysfs has it */
static json_object *json_truth(const char *text)
{
	if (strcmp(text, "0") && strcmp(text, "1"))
		return NULL;
	return json_object_new_boolean(*text == '1');
}

/*
 * A file is text unless its name says more: a version "6" must not be a number
 * where the next is "4.17".
 */
static json_object *json_attr(const struct attr *attr)
{
	if (!strcmp(attr->name, "available") || !strcmp(attr->name, "group"))
		return json_words(attr->value);
	if (!strcmp(attr->name, "busy"))
		return json_truth(attr->value);
	if (!strcmp(attr->name, "switches") || !strcmp(attr->name, "clamped"))
		return json_number(attr->value);
	return json_text(attr->value);
}

static json_object *json_node(const struct node *node)
{
	json_object *object = json_object_new_object();
	size_t i;

	json_object_object_add(object, "name", json_text(node->name));
	for (i = 0; i < node->nr; i++) {
		/* no file may take the place of the name */
		if (strcmp(node->attrs[i].name, "name"))
			json_object_object_add(object, node->attrs[i].name,
					       json_attr(&node->attrs[i]));
	}
	return object;
}

static json_object *json_verdict(const struct verdict *verdict)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "class", json_text(verdict->class));
	json_object_object_add(object, "why", json_text(verdict->why));
	return object;
}

/* {name: verdict}: of an operation by provider, of a provider by operation */
static json_object *json_refused(const struct tree *tree, const char *name,
				 bool is_op)
{
	json_object *object;
	size_t i;

	if (tree->verdicts.missing)
		return NULL;
	object = json_object_new_object();
	for (i = 0; i < tree->verdicts.nr; i++) {
		const struct verdict *v = &tree->verdicts.verdict[i];

		if (v->class && !strcmp(is_op ? v->op : v->provider, name))
			json_object_object_add(object,
					       is_op ? v->provider : v->op,
					       json_verdict(v));
	}
	return object;
}

json_object *json_op(const struct tree *tree, const struct node *node)
{
	json_object *object = json_node(node);

	json_object_object_add(object, "refused",
			       json_refused(tree, node->name, true));
	return object;
}

static json_object *json_ops_where(const struct tree *tree, const char *name,
				   bool (*is)(const struct node *op,
					      const char *provider))
{
	json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < tree->ops.nr; i++) {
		const struct node *op = &tree->ops.node[i];

		if (is(op, name))
			json_object_array_add(array, json_text(op->name));
	}
	return array;
}

json_object *json_provider(const struct tree *tree, const struct node *node)
{
	json_object *object = json_node(node);

	json_object_object_add(object, "can_serve",
			       json_ops_where(tree, node->name, op_available));
	json_object_object_add(object, "serves",
			       json_ops_where(tree, node->name, op_bound_to));
	json_object_object_add(object, "refused",
			       json_refused(tree, node->name, false));
	return object;
}

void json_add_reasons(const struct tree *tree, json_object *object)
{
	json_object_object_add(object, "reasons_missing",
			       json_text(tree->verdicts.missing));
}

void json_print(json_object *object)
{
	puts(json_object_to_json_string_ext(object,
					    JSON_C_TO_STRING_PRETTY |
						    JSON_C_TO_STRING_SPACED |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}
