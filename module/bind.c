// SPDX-License-Identifier: GPL-2.0
/* Bind operations: on request, by policy at load, and back to native. */
#include <linux/bits.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

#include "bind.h"
#include "bindings.h"
#include "entries.h"
#include "op-info.h"
#include "policy.h"
#include "switch.h"

#define BIND_FAILED "its bind function failed"

/*
 * A program that is refused in a loop must not drive everything else out of the log.
 */
static DEFINE_RATELIMIT_STATE(refusals, 5 * HZ, 50);

/* The system sleeps: the kernel's own operations are native. */
static bool paused;

/* The providers to bind when it wakes up, or NULL */
static struct pvshim_entry *resume_entry[PVSHIM_NR_OPS];

/*
 * @name is what a user wrote, so it is quoted. Where lines are left out, __ratelimit()
 * logs the name of this function.
 */
static int pvshim_log_refusal(enum pvshim_op op, const char *name, int error,
			      const char *why)
{
	char *printable;

	if (!__ratelimit(&refusals))
		return error;
	printable = kstrdup_quotable(name, GFP_KERNEL);
	pr_warn("%s stays %s, not switched to %s: %s\n", pvshim_op_name(op),
		pvshim_bound_name(op), printable ?: "?", why);
	kfree(printable);
	return error;
}

/* The operation that failed may be another one of the group. */
static int refuse_failed(enum pvshim_op op, enum pvshim_op failed,
			 struct pvshim_entry *entry, int error)
{
	const char *name = entry->provider->name;
	char why[96];

	if (pvshim_op_is_busy(failed))
		return pvshim_log_refusal(op, name, error,
					  "the kernel's own guest code serves it");
	if (failed == op)
		return pvshim_log_refusal(op, name, error, BIND_FAILED);
	snprintf(why, sizeof(why),
		 BIND_FAILED " for %s, which shares state with it",
		 pvshim_op_name(failed));
	return pvshim_log_refusal(op, name, error, why);
}

static int bind_to(enum pvshim_op op, struct pvshim_entry *entry)
{
	const struct pvshim_verdict *verdict = &entry->ops[op];
	const char *name = entry->provider->name;
	enum pvshim_op failed;
	int ret;

	if (verdict->error)
		return pvshim_log_refusal(op, name,
					  verdict->error == -EBUSY ?
						  -EBUSY :
						  -EOPNOTSUPP,
					  verdict->why);
	if (paused && pvshim_op_is_kernels(op) && !pvshim_is_native(entry))
		return pvshim_log_refusal(op, name, -EBUSY,
					  "the system sleeps");
	ret = pvshim_switch(BIT(op), entry, &failed);
	return ret ? refuse_failed(op, failed, entry, ret) : 0;
}

int pvshim_bind(enum pvshim_op op, const char *name)
{
	struct pvshim_entry *entry = pvshim_find_entry(name);
	int ret;

	if (!entry)
		return pvshim_log_refusal(op, name, -EINVAL,
					  "there is no provider of this name");
	ret = bind_to(op, entry);
	if (!ret)
		resume_entry[op] = NULL;
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

/* A provider that probes well and then fails to bind is not tried again. */
static void bind_best(enum pvshim_op op)
{
	struct pvshim_entry *entry;
	enum pvshim_op failed;
	int ret;

	do {
		entry = choose(op);
		ret = pvshim_switch(BIT(op), entry, &failed);
		if (ret) {
			refuse_failed(op, failed, entry, ret);
			pvshim_judge(&entry->ops[failed], ret, BIND_FAILED);
		}
	} while (ret);
}

void pvshim_bind_best(u32 ops)
{
	enum pvshim_op op;

	mutex_lock(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (ops & BIT(op) && !pvshim_op_is_kernels(op) &&
		    !pvshim_bound(op))
			bind_best(op);
	mutex_unlock(&pvshim_mutex);
}

/* Never fails: nothing has to be prepared for native. */
static void make_native(enum pvshim_op op)
{
	pvshim_switch(BIT(op), NULL, &op);
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
		if (resume_entry[op] == entry)
			resume_entry[op] = NULL;
		if (pvshim_bound(op) != entry)
			continue;
		pr_info("%s: unregistering provider %s\n", pvshim_op_name(op),
			p->name);
		make_native(op);
	}

	/*
	 * A switch away from a provider without an unbind function has not waited, so
	 * calls may still be inside. pvshim's own functions are pinned by the modules
	 * that call them.
	 */
	if (!entry->own && !p->unbind)
		pvshim_wait_for_calls();
}

void pvshim_bind_pause(void)
{
	enum pvshim_op op;

	mutex_lock(&pvshim_mutex);
	paused = true;
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (pvshim_op_is_kernels(op))
			resume_entry[op] = pvshim_bound(op);
	pvshim_switch(pvshim_kernel_ops, NULL, &op);
	mutex_unlock(&pvshim_mutex);
}

void pvshim_bind_resume(void)
{
	enum pvshim_op op;

	mutex_lock(&pvshim_mutex);
	paused = false;
	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		if (resume_entry[op])
			bind_to(op, resume_entry[op]);
		resume_entry[op] = NULL;
	}
	mutex_unlock(&pvshim_mutex);
}
