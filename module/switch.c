// SPDX-License-Identifier: GPL-2.0
/* Switching on a live machine: a whole group of operations, or nothing. */
#include <linux/bits.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "bindings.h"
#include "entries.h"
#include "kernel-sites.h"
#include "op-info.h"
#include "policy.h"
#include "providers/providers.h"
#include "served.h"
#include "static_calls.h"
#include "switch.h"

/*
 * A call that has begun before is over when
 *
 * 1. each task that was preempted in it has left it: operations do not sleep, so
 *    that is Tasks RCU;
 * 2. each CPU that was in it with preemption or interrupts off, or in an interrupt,
 *    has left that section: RCU;
 * 3. each CPU whose idle task was in it has been through the scheduler: the rude
 *    flavour of Tasks RCU, on kernels that need one. On others it does nothing, and 2
 *    covers an idle task while RCU watches. No operation may be called where RCU does
 *    not watch, see ops-list.h.
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
 * @from: for each operation the provider that serves it now, or NULL for native
 * @to: for each operation the provider that will, which is the same for all others
 */
struct change {
	u32 ops;
	struct pvshim_entry *from[PVSHIM_NR_OPS];
	struct pvshim_entry *to[PVSHIM_NR_OPS];
};

static const struct pvshim_provider *provider_of(struct pvshim_entry *entry)
{
	return entry ? entry->provider : &pvshim_native;
}

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

/* What has to be switched so that @next serves @ops; nothing where it does so already. */
static u32 group_of(u32 ops, struct pvshim_entry *next)
{
	u32 leaving[PVSHIM_NR_OPS], group = 0;
	enum pvshim_op i;

	for (i = 0; i < PVSHIM_NR_OPS; i++)
		leaving[i] = pvshim_bound_group(i);
	for (i = 0; i < PVSHIM_NR_OPS; i++)
		if (ops & BIT(i) && pvshim_bound(i) != next)
			group |= pvshim_policy_group(i, entering(next), leaving,
						     PVSHIM_NR_OPS);
	return group;
}

/* Each operation of the group goes to @next if @next can serve it, or else is native. */
static void plan(struct change *change, u32 ops, struct pvshim_entry *next)
{
	u32 group = group_of(ops, next);
	enum pvshim_op i;

	change->ops = 0;
	for (i = 0; i < PVSHIM_NR_OPS; i++) {
		change->from[i] = pvshim_bound(i);
		change->to[i] = change->from[i];
		if (group & BIT(i))
			change->to[i] = next && !next->ops[i].error ? next :
								      NULL;
		if (change->to[i] != change->from[i])
			change->ops |= BIT(i);
	}
}

/* No call site leads to these functions yet, so there is no call to wait for. */
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

static int patch_kernel(struct pvshim_entry *const *entries, u32 *busy)
{
	const struct pvshim_ops *tables[PVSHIM_NR_OPS];
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++)
		tables[op] = entries[op] ? entries[op]->provider->ops : NULL;
	return pvshim_kernel_sites_patch(tables, busy);
}

/*
 * The kernel has detached all of its operations, and refuses to attach the previous ones
 * again, because another module has attached some meanwhile.
 */
static void drop_kernel(void)
{
	struct pvshim_entry *entry;
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		entry = pvshim_bound(op);
		if (!entry || !pvshim_op_is_kernels(op))
			continue;
		pr_warn("%s: cannot re-attach %s, now native\n",
			pvshim_op_name(op), entry->provider->name);
		pvshim_note_binding(op, NULL);
		if (entry->provider->unbind)
			entry->provider->unbind(op);
	}
}

/*
 * The kernel may refuse, so this comes before anything else is patched. After a
 * refusal the previous functions are attached again.
 */
static int commit_kernel(const struct change *change, enum pvshim_op *failed)
{
	u32 ops = change->ops & pvshim_kernel_ops, busy, unused;
	int ret;

	if (!ops)
		return 0;
	ret = patch_kernel(change->to, &busy);
	pvshim_note_busy(ops, busy);
	if (!ret)
		return 0;
	*failed = __ffs(busy ?: ops);
	if (patch_kernel(change->from, &unused))
		drop_kernel();
	return ret;
}

/*
 * Unbind the operations from their previous providers, when no call is inside any more:
 *
 * ==================  ==========  ==========================================
 * call sites          has unbind  what waits for running calls
 * ==================  ==========  ==========================================
 * the kernel's own    yes         pv_late_detach() has waited
 * in modules          yes         pvshim_wait_for_calls(), here, once for all
 * either              no          pvshim_bind_release(), at unregistration
 * ==================  ==========  ==========================================
 */
static void release(const struct change *change)
{
	bool waited = false;
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		if (!changes(change, op) ||
		    !provider_of(change->from[op])->unbind)
			continue;
		if (!waited && !pvshim_op_is_kernels(op)) {
			pvshim_wait_for_calls();
			waited = true;
		}
		change->from[op]->provider->unbind(op);
	}
}

/* Nothing can fail from here on. */
static void commit(const struct change *change)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		if (!changes(change, op))
			continue;
		if (!pvshim_op_is_kernels(op))
			pvshim_op_patch(op, provider_of(change->to[op])->ops);
		pvshim_note_binding(op, change->to[op]);
	}
	release(change);
}

int pvshim_switch(u32 ops, struct pvshim_entry *next, enum pvshim_op *failed)
{
	struct change change;
	int ret;

	lockdep_assert_held(&pvshim_mutex);
	if (next && pvshim_is_native(next))
		next = NULL;
	plan(&change, ops, next);
	pvshim_note_busy(change.ops, 0);
	ret = prepare(&change, failed);
	if (ret)
		return ret;
	ret = commit_kernel(&change, failed);
	if (ret)
		unprepare(&change, change.ops);
	else
		commit(&change);
	/* Also after a failure: drop_kernel() may have made operations native. */
	pvshim_served_tell();
	return ret;
}
