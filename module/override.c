// SPDX-License-Identifier: GPL-2.0
/* The administrator's own choices at load: bind="OP:PROVIDER OP:PROVIDER ..." */
#include <linux/bits.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "bind.h"
#include "override.h"
#include "registry.h"
#include "static_calls.h"

static char *bind;
module_param(bind, charp, 0444);
MODULE_PARM_DESC(bind,
		 "Bind operations to these providers at load: OP:PROVIDER, separated by blanks or commas");

static int find_op(const char *name)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (!strcmp(pvshim_op_name(op), name))
			return op;
	return -ENOENT;
}

static bool known_provider(const char *name)
{
	bool known;

	mutex_lock(&pvshim_mutex);
	known = pvshim_find_entry(name);
	mutex_unlock(&pvshim_mutex);
	return known;
}

/* Splits "OP:PROVIDER"; nothing is bound unless all of the list makes sense. */
static int parse(char *word, const char **provider)
{
	char *colon = strchr(word, ':');
	int op;

	if (!colon) {
		pr_err("parameter bind: \"%s\" is not OP:PROVIDER\n", word);
		return -EINVAL;
	}
	*colon = '\0';
	*provider = colon + 1;
	op = find_op(word);
	if (op < 0)
		pr_err("parameter bind: there is no operation \"%s\"\n", word);
	else if (!known_provider(*provider))
		pr_err("parameter bind: there is no provider \"%s\"\n",
		       *provider);
	else
		return op;
	return -EINVAL;
}

/* One pass over the list: only checks, or binds as well. */
static int walk(bool binds, u32 *chosen)
{
	char *list, *rest, *word;
	const char *provider;
	int op = 0;

	list = kstrdup(bind, GFP_KERNEL);
	if (!list)
		return -ENOMEM;
	rest = list;
	while (op >= 0 && (word = strsep(&rest, " ,\n"))) {
		if (!*word)
			continue;
		op = parse(word, &provider);
		if (op < 0)
			break;
		/* What this machine cannot do is refused in the log, and no more. */
		if (binds && !pvshim_bind(op, provider))
			*chosen |= BIT(op);
	}
	kfree(list);
	return min(op, 0);
}

int pvshim_override(u32 *chosen)
{
	int ret;

	*chosen = 0;
	if (!bind)
		return 0;
	ret = walk(false, chosen);
	return ret ?: walk(true, chosen);
}
