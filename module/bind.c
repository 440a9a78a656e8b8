// SPDX-License-Identifier: GPL-2.0
/* Who serves what: on request, by policy, and when somebody goes. */
#include <linux/bits.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

#include "bind.h"
#include "policy.h"
#include "providers.h"
#include "registry.h"
#include "static_calls.h"
#include "switch.h"

#define BIND_FAILED "its bind function failed"

/*
 * Enough for a reader; a program that is refused all the time must not drive
 * everything else out of the log.
 */
static DEFINE_RATELIMIT_STATE(refusals, 5 * HZ, 50);

void pvshim_log_refusal(const char *stays, const char *bound, const char *name,
			const char *why)
{
	char *printable;

	if (!__ratelimit(&refusals))
		return;
	printable = kstrdup_quotable(name, GFP_KERNEL);
	pr_warn("%s %s, not switched to %s: %s\n", stays, bound,
		printable ?: "?", why);
	kfree(printable);
}

static void refuse(enum pvshim_op op, const char *name, const char *why)
{
	char stays[32];

	snprintf(stays, sizeof(stays), "%s stays", pvshim_op_name(op));
	pvshim_log_refusal(stays, pvshim_bound_name(op), name, why);
}

/* The one that failed may be another of the group than the one asked for. */
static void refuse_failed(enum pvshim_op op, enum pvshim_op failed,
			  struct pvshim_entry *entry)
{
	char why[96];

	if (failed == op)
		strscpy(why, BIND_FAILED, sizeof(why));
	else
		snprintf(why, sizeof(why),
			 BIND_FAILED " for %s, which goes with it",
			 pvshim_op_name(failed));
	refuse(op, entry->provider->name, why);
}

int pvshim_bind(enum pvshim_op op, const char *name)
{
	struct pvshim_entry *entry = pvshim_find_entry(name);
	enum pvshim_op failed;
	int ret;

	if (!entry) {
		refuse(op, name, "there is no provider of this name");
		return -EINVAL;
	}
	if (entry->ops[op].error) {
		refuse(op, name, entry->ops[op].why);
		return -EOPNOTSUPP;
	}
	ret = pvshim_switch(op, entry, &failed);
	if (ret)
		refuse_failed(op, failed, entry);
	return ret;
}

static struct pvshim_entry *choose(enum pvshim_op op)
{
	struct pvshim_candidate candidates[16];
	struct pvshim_entry *entries[16];
	struct pvshim_entry *entry;
	unsigned int nr = 0;
	int best;

	list_for_each_entry(entry, &pvshim_entries, node) {
		if (nr == ARRAY_SIZE(candidates))
			break;
		candidates[nr] = (struct pvshim_candidate){
			.serves = !entry->ops[op].error,
			.rating = entry->provider->rating,
			.base = entry->signature.base,
		};
		entries[nr++] = entry;
	}
	best = pvshim_policy_choose(candidates, nr);
	return best < 0 ? NULL : entries[best];
}

/* A provider that probes well and then fails to bind is not asked again. */
static void bind_best(enum pvshim_op op)
{
	struct pvshim_entry *entry;
	enum pvshim_op failed;
	int ret;

	do {
		entry = choose(op);
		ret = pvshim_switch(op, entry, &failed);
		if (ret) {
			refuse_failed(op, failed, entry);
			entry->ops[failed].error = ret;
			strscpy(entry->ops[failed].why, BIND_FAILED,
				sizeof(entry->ops[failed].why));
		}
	} while (ret);
}

void pvshim_bind_best(u32 ops)
{
	enum pvshim_op op;

	mutex_lock(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (ops & BIT(op) && !pvshim_bound(op))
			bind_best(op);
	mutex_unlock(&pvshim_mutex);
}

/* Never fails: nothing has to be prepared for native. */
static void make_native(enum pvshim_op op)
{
	pvshim_switch(op, NULL, &op);
}

void pvshim_bind_degrade(const char *event)
{
	struct pvshim_entry *entry;
	enum pvshim_op op;

	lockdep_assert_held(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		entry = pvshim_bound(op);
		if (!entry || !entry->ops[op].error)
			continue;
		pr_warn("%s: %s can no longer serve it after %s: %s\n",
			pvshim_op_name(op), entry->provider->name, event,
			entry->ops[op].why);
		make_native(op);
	}
}

void pvshim_bind_release(struct pvshim_entry *entry)
{
	const struct pvshim_provider *p = entry->provider;
	enum pvshim_op op;

	lockdep_assert_held(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		if (pvshim_bound(op) != entry)
			continue;
		pr_info("%s: provider %s goes\n", pvshim_op_name(op), p->name);
		make_native(op);
	}

	/*
	 * Without an unbind function no switch away from it has waited, however
	 * long ago. pvshim's own functions are pinned by whoever calls them.
	 */
	if (!entry->own && !p->unbind)
		pvshim_wait_for_calls();
}
