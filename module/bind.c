// SPDX-License-Identifier: GPL-2.0
/* One binding per operation, and how it is switched. */
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

#include "bind.h"
#include "policy.h"
#include "providers.h"
#include "registry.h"
#include "static_calls.h"

/* NULL: native, which is the state of the call sites at load. */
static struct pvshim_entry *bound[PVSHIM_NR_OPS];
static unsigned long switches[PVSHIM_NR_OPS];

const char *pvshim_bound_name(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return bound[op] ? bound[op]->provider->name : pvshim_native.name;
}

unsigned long pvshim_bound_switches(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return switches[op];
}

/*
 * Wait until no call is inside a function that was just unbound. Operations do
 * not sleep, so a task in one is preempted at most: Tasks RCU. The rude flavour
 * adds the idle tasks and interrupts, which that one does not see.
 */
static void wait_for_calls(void)
{
	synchronize_rcu_tasks();
	synchronize_rcu_tasks_rude();
}

/*
 * Who has something to undo hears of it when no call is inside any more. All
 * others stay as they are until pvshim_bind_release().
 */
static void release(const struct pvshim_provider *old, enum pvshim_op op)
{
	if (!old->unbind)
		return;
	wait_for_calls();
	old->unbind(op);
}

static int switch_op(enum pvshim_op op, struct pvshim_entry *next)
{
	struct pvshim_entry *old = bound[op];
	const struct pvshim_provider *p = next ? next->provider :
						 &pvshim_native;
	int ret;

	if (next && next->provider == &pvshim_native)
		next = NULL;
	if (old == next)
		return 0;

	if (next && p->bind) {
		ret = p->bind(op);
		if (ret)
			return ret;
	}
	pvshim_op_patch(op, p->ops);
	bound[op] = next;
	switches[op]++;
	pr_info("%s is now %s\n", pvshim_op_name(op), p->name);
	if (old)
		release(old->provider, op);
	return 0;
}

static void refuse(enum pvshim_op op, const char *name, const char *why)
{
	char *printable = kstrdup_quotable(name, GFP_KERNEL);

	pr_warn("%s stays %s, not switched to %s: %s\n", pvshim_op_name(op),
		pvshim_bound_name(op), printable ?: "?", why);
	kfree(printable);
}

static int bind_locked(enum pvshim_op op, const char *name)
{
	struct pvshim_entry *entry = pvshim_find_entry(name);
	int ret;

	if (!entry) {
		refuse(op, name, "there is no provider of this name");
		return -EINVAL;
	}
	if (entry->ops[op].error) {
		refuse(op, name, entry->ops[op].why);
		return -EOPNOTSUPP;
	}
	ret = switch_op(op, entry);
	if (ret)
		refuse(op, name, "its bind function failed");
	return ret;
}

int pvshim_bind(enum pvshim_op op, const char *name)
{
	int ret;

	mutex_lock(&pvshim_mutex);
	ret = bind_locked(op, name);
	mutex_unlock(&pvshim_mutex);
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
			.base = entry->signature ? entry->signature->base : 0,
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
	int ret;

	do {
		entry = choose(op);
		ret = switch_op(op, entry);
		if (ret) {
			refuse(op, entry->provider->name,
			       "its bind function failed");
			entry->ops[op].error = ret;
			strscpy(entry->ops[op].why, "its bind function failed",
				sizeof(entry->ops[op].why));
		}
	} while (ret);
}

void pvshim_bind_best(void)
{
	enum pvshim_op op;

	mutex_lock(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		bind_best(op);
	mutex_unlock(&pvshim_mutex);
}

void pvshim_bind_release(struct pvshim_entry *entry)
{
	const struct pvshim_provider *p = entry->provider;
	enum pvshim_op op;

	lockdep_assert_held(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		if (bound[op] != entry)
			continue;
		pr_info("%s: provider %s goes\n", pvshim_op_name(op), p->name);
		switch_op(op, NULL);
	}

	/*
	 * Without an unbind function no switch away from it has waited, however
	 * long ago. pvshim's own functions are pinned by whoever calls them.
	 */
	if (p->owner != THIS_MODULE && !p->unbind)
		wait_for_calls();
}
