// SPDX-License-Identifier: GPL-2.0
/* How bindings change on a live machine: a whole group, or nothing. */
#include <linux/bits.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "policy.h"
#include "providers.h"
#include "registry.h"
#include "static_calls.h"
#include "switch.h"
#include "trace.h"

/* NULL: native, which is the state of the call sites at load. */
static struct pvshim_entry *bound[PVSHIM_NR_OPS];
static unsigned long switches[PVSHIM_NR_OPS];

struct pvshim_entry *pvshim_bound(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return bound[op];
}

static const struct pvshim_provider *provider_of(struct pvshim_entry *entry)
{
	return entry ? entry->provider : &pvshim_native;
}

const char *pvshim_bound_name(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return provider_of(bound[op])->name;
}

unsigned long pvshim_bound_switches(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return switches[op];
}

u32 pvshim_bound_group(enum pvshim_op op)
{
	u32 shared = bound[op] ? bound[op]->provider->shared : 0;
	u32 group = BIT(op);
	enum pvshim_op other;

	lockdep_assert_held(&pvshim_mutex);
	if (!(shared & BIT(op)))
		return group;
	for (other = 0; other < PVSHIM_NR_OPS; other++)
		if (bound[other] == bound[op])
			group |= shared & BIT(other);
	return group;
}

/*
 * A call that has begun before is over when
 *
 * 1. each task that was preempted in it has left it: operations do not sleep, so
 *    that is Tasks RCU;
 * 2. each CPU that was in it with preemption or interrupts off, or in an interrupt,
 *    has left that section: RCU;
 * 3. each CPU whose idle task was in it has been through the scheduler: the rude
 *    flavour of Tasks RCU, where the kernel needs one. Where it needs none that does
 *    nothing, and 2 covers an idle task while RCU watches. Callers for whom RCU does
 *    not watch are not allowed, see ops-list.h.
 */
void pvshim_wait_for_calls(void)
{
	synchronize_rcu_tasks();
	synchronize_rcu();
	synchronize_rcu_tasks_rude();
}

/**
 * struct change - a switch of one or more operations
 * @ops: which, as bits; only such as really change
 * @to: for each of them, the new provider, or NULL for native
 */
struct change {
	u32 ops;
	struct pvshim_entry *to[PVSHIM_NR_OPS];
};

static bool changes(const struct change *change, enum pvshim_op op)
{
	return change->ops & BIT(op);
}

/* The shared operations that the provider serves here. */
static u32 entering(struct pvshim_entry *entry)
{
	u32 shared = entry ? entry->provider->shared : 0;
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (entry && entry->ops[op].error)
			shared &= ~BIT(op);
	return shared;
}

/* What is dragged out of a group goes along if it can, or else is native. */
static void plan(struct change *change, enum pvshim_op op,
		 struct pvshim_entry *next)
{
	u32 leaving[PVSHIM_NR_OPS], group;
	enum pvshim_op i;

	for (i = 0; i < PVSHIM_NR_OPS; i++)
		leaving[i] = pvshim_bound_group(i);
	group = pvshim_policy_group(op, entering(next), leaving, PVSHIM_NR_OPS);

	*change = (struct change){};
	for (i = 0; i < PVSHIM_NR_OPS; i++) {
		if (!(group & BIT(i)))
			continue;
		change->to[i] = next && !next->ops[i].error ? next : NULL;
		if (change->to[i] != bound[i])
			change->ops |= BIT(i);
	}
}

/* Nothing calls them yet, so nobody has to be waited for. */
static void unprepare(const struct change *change, u32 prepared)
{
	int op;

	for (op = PVSHIM_NR_OPS - 1; op >= 0; op--)
		if (prepared & BIT(op) && provider_of(change->to[op])->unbind)
			change->to[op]->provider->unbind(op);
}

static int prepare(const struct change *change, enum pvshim_op *failed)
{
	u32 prepared = 0;
	enum pvshim_op op;
	int ret;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		const struct pvshim_provider *p = provider_of(change->to[op]);

		if (!changes(change, op))
			continue;
		ret = p->bind ? p->bind(op) : 0;
		if (ret) {
			*failed = op;
			unprepare(change, prepared);
			return ret;
		}
		prepared |= BIT(op);
	}
	return 0;
}

/*
 * Who has something to undo hears of it when no call is inside any more. All
 * others stay as they are until pvshim_bind_release().
 */
static void release(const struct change *change,
		    struct pvshim_entry *const *old)
{
	bool waited = false;
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		if (!changes(change, op) || !provider_of(old[op])->unbind)
			continue;
		if (!waited)
			pvshim_wait_for_calls();
		waited = true;
		old[op]->provider->unbind(op);
	}
}

static void commit(const struct change *change)
{
	struct pvshim_entry *old[PVSHIM_NR_OPS];
	enum pvshim_op op;

	memcpy(old, bound, sizeof(old));
	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		const struct pvshim_provider *p = provider_of(change->to[op]);

		if (!changes(change, op))
			continue;
		pvshim_op_patch(op, p->ops);
		bound[op] = change->to[op];
		switches[op]++;
		trace_pvshim_bind(pvshim_op_name(op),
				  provider_of(old[op])->name, p->name);
		pr_info("%s is now %s\n", pvshim_op_name(op), p->name);
	}
	release(change, old);
}

int pvshim_switch(enum pvshim_op op, struct pvshim_entry *next,
		  enum pvshim_op *failed)
{
	struct change change;
	int ret;

	if (next && next->provider == &pvshim_native)
		next = NULL;
	if (bound[op] == next)
		return 0;

	plan(&change, op, next);
	ret = prepare(&change, failed);
	if (!ret)
		commit(&change);
	return ret;
}
