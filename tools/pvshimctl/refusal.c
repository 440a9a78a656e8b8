// SPDX-License-Identifier: GPL-2.0
/* Why an operation was not switched, and how that is told. */
#include <errno.h>

#include "change.h"
#include "file.h"
#include "json.h"
#include "message.h"
#include "refusal.h"

/* NULL if debugfs has none. */
static const char *reason_in(const struct tree *tree, const char *op,
			     const char *provider)
{
	const struct verdict *verdict =
		verdicts_find(&tree->verdicts, op, provider);

	return verdict ? verdict->why : NULL;
}

const char *refusal_reason(const struct tree *tree, const struct node *op,
			   const char *provider, int error)
{
	const char *why = reason_in(tree, op->name, provider);

	if (change_status(error) == EXIT_NOT_PERMITTED)
		return "only root may do that";
	if (why)
		return why;
	if (error == EBUSY)
		return op_busy(op) ? "the kernel's own guest code serves it" :
				     "the system sleeps";
	if (error == EOPNOTSUPP)
		return "the provider cannot serve it here";
	return file_problem(error);
}

void refusal_print(const char *what, const char *provider, const char *why)
{
	complain("%s not switched to %s: %s", what, provider, why);
}

void refusal_hint(const struct tree *tree, const char *op, const char *provider)
{
	if (reason_in(tree, op, provider))
		return;
	if (tree->verdicts.missing)
		hint("the reasons are not known: %s", tree->verdicts.missing);
	hint("pvshim's own words: dmesg | grep pvshim");
}

int refusal_explain(const struct tree *tree, const struct node *op,
		    const char *provider, int error)
{
	int status = change_status(error);

	refusal_print(op->name, provider,
		      refusal_reason(tree, op, provider, error));
	if (status == EXIT_REFUSED)
		refusal_hint(tree, op->name, provider);
	return status;
}

json_object *refusal_json(const char *name, const struct node *op,
			  const char *provider, const char *why)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "op", json_text(name));
	json_object_object_add(object, "provider",
			       json_text(op ? node_value(op, "provider") :
					      NULL));
	json_object_object_add(object, "refused", json_text(provider));
	json_object_object_add(object, "why", json_text(why));
	return object;
}
