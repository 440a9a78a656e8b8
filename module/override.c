// SPDX-License-Identifier: GPL-2.0
/*
 * The administrator's own choices: at load, bind="OP:PROVIDER OP:PROVIDER ...", and
 * by hand. What was chosen at load is kept as a wish: its provider may be registered
 * later, or again.
 */
#include <linux/bits.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "bind.h"
#include "entries.h"
#include "op-info.h"
#include "override.h"
#include "request.h"

static char *bind;
module_param(bind, charp, 0444);
MODULE_PARM_DESC(bind,
		 "Bind operations to these providers, at load or when they come: OP:PROVIDER, separated by blanks or commas");

#define MOST_OPS 32

/*
 * For each operation the provider's name, or ""; also for those that only other kernels
 * have. Guarded by pvshim_mutex.
 */
static struct pvshim_word wishes[MOST_OPS];

static int parse(void)
{
	struct pvshim_request_fault fault;
	char *word;
	int ret;

	if (WARN_ON(pvshim_op_names.nr > MOST_OPS))
		return -EINVAL;
	ret = pvshim_request_bind(bind, strlen(bind), &pvshim_op_names, wishes,
				  &fault);
	if (!ret)
		return 0;
	word = kstrdup_quotable(fault.word.text, GFP_KERNEL);
	pr_err("parameter bind: \"%s\": %s\n", word ?: "?", fault.why);
	kfree(word);
	return ret;
}

/* A refusal is logged, and does not fail the load. */
static bool grant(enum pvshim_op op)
{
	const char *name = wishes[op].text;

	if (pvshim_find_entry(name))
		return !pvshim_bind(op, name);
	pr_info("parameter bind: %s waits for provider %s\n",
		pvshim_op_name(op), name);
	return false;
}

/* The configuration may have been written for another kernel. */
static void refuse_absent(void)
{
	unsigned int i;

	for (i = PVSHIM_NR_OPS; i < pvshim_op_names.nr; i++)
		if (wishes[i].text[0])
			pr_warn("parameter bind: this kernel lets no module serve %s (CONFIG_PARAVIRT_LATE)\n",
				pvshim_op_names.names[i]);
}

int pvshim_override(u32 *chosen)
{
	enum pvshim_op op;
	int ret = 0;

	*chosen = 0;
	if (!bind)
		return 0;
	mutex_lock(&pvshim_mutex);
	ret = parse();
	for (op = 0; op < PVSHIM_NR_OPS && !ret; op++)
		if (wishes[op].text[0] && grant(op))
			*chosen |= BIT(op);
	if (!ret)
		refuse_absent();
	mutex_unlock(&pvshim_mutex);
	return ret;
}

void pvshim_override_apply(const char *name)
{
	enum pvshim_op op;

	lockdep_assert_held(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (!strcmp(wishes[op].text, name))
			pvshim_bind(op, name);
}

int pvshim_override_by_hand(enum pvshim_op op, const char *name)
{
	int ret;

	mutex_lock(&pvshim_mutex);
	ret = pvshim_bind(op, name);
	if (!ret)
		wishes[op].text[0] = '\0';
	mutex_unlock(&pvshim_mutex);
	return ret;
}
