/* SPDX-License-Identifier: GPL-2.0 */
/* Why an operation was not switched, and how that is told. */
#ifndef _PVSHIMCTL_REFUSAL_H
#define _PVSHIMCTL_REFUSAL_H

#include <json-c/json.h>

#include "tree.h"

/**
 * refusal_reason - why an operation was not switched, in words
 * @tree: read since, as which operations are busy is only known from the attempt
 * @op: the operation
 * @provider: the provider that it was not switched to
 * @error: the errno of change_op()
 *
 * Return: what debugfs says, or else what the errno stands for.
 */
const char *refusal_reason(const struct tree *tree, const struct node *op,
			   const char *provider, int error);

/* On standard error: what was not switched to a provider, and why. */
void refusal_print(const char *what, const char *provider, const char *why);

/* Where to look further, if debugfs does not say why. */
void refusal_hint(const struct tree *tree, const char *op,
		  const char *provider);

/**
 * refusal_explain - tell why an operation was not switched
 * @tree: as for refusal_reason()
 * @op: the operation
 * @provider: the provider that it was not switched to
 * @error: the errno of change_op()
 *
 * Return: the exit status that the errno stands for.
 */
int refusal_explain(const struct tree *tree, const struct node *op,
		    const char *provider, int error);

/* @op: NULL if there is no operation of this name */
struct json_object *refusal_json(const char *name, const struct node *op,
				 const char *provider, const char *why);

#endif /* _PVSHIMCTL_REFUSAL_H */
