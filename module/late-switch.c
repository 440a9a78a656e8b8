// SPDX-License-Identifier: GPL-2.0
/* How late operations are attached and detached. */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/string.h>

#include <asm/paravirt_late.h>

#include "late-ops.h"
#include "late-switch.h"
#include "registry.h"
#include "trace.h"

struct pvshim_late_state pvshim_late_state;

/*
 * What the kernel was given. It must stay as it is while it is attached, because
 * the kernel looks into it again to detach. Nobody calls through it: the calls go
 * to the functions themselves, by static calls that the kernel has patched.
 */
static struct pv_late_ops table;

const char *pvshim_late_provider(void)
{
	struct pvshim_entry *entry = pvshim_late_state.entry;

	lockdep_assert_held(&pvshim_mutex);
	return entry ? entry->provider->name : "native";
}

bool pvshim_late_serves(const char *op)
{
	unsigned int nr;

	lockdep_assert_held(&pvshim_mutex);
	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		if (!strcmp(pvshim_late_name(nr), op))
			return pvshim_late_state.ops & BIT(nr);
	return false;
}

static void note(struct pvshim_entry *entry, u32 ops)
{
	const char *from = pvshim_late_provider();
	char names[PVSHIM_LATE_NAMES];

	pvshim_late_state.entry = entry;
	pvshim_late_state.ops = ops;
	pvshim_late_state.switches++;
	pvshim_late_names(ops, names);
	trace_pvshim_late(from, pvshim_late_provider(), names);
	pr_info("late operations are now %s%s%s\n", pvshim_late_provider(),
		ops ? ": " : "", names);
}

static int attach(struct pvshim_entry *entry, u32 ops, u32 *held)
{
	const struct pvshim_late *late = entry->provider->late;
	int ret = late->start ? late->start(ops) : 0;

	*held = 0;
	if (ret)
		return ret;

	pvshim_late_copy(&table, late->ops, ops);
	ret = pv_late_attach(&table, held);
	if (!ret)
		note(entry, ops);
	else if (late->stop)
		late->stop(ops);
	return ret;
}

static void detach(void)
{
	const struct pvshim_late *late =
		pvshim_late_state.entry->provider->late;

	pv_late_detach(&table);
	if (late->stop)
		late->stop(pvshim_late_state.ops);
	note(NULL, 0);
}

/* Who holds what is only told by the attempt. */
static int attach_free(struct pvshim_entry *entry, u32 ops, bool exactly)
{
	u32 held;
	int ret;

	do {
		ret = attach(entry, ops, &held);
		pvshim_late_state.held |= held;
		ops &= ~held;
	} while (ret && held && ops && !exactly);
	return ret;
}

int pvshim_late_change(struct pvshim_entry *entry, u32 ops, bool exactly)
{
	struct pvshim_late_state *state = &pvshim_late_state;
	const struct pvshim_late_state old = *state;
	u32 unused;
	int ret;

	lockdep_assert_held(&pvshim_mutex);
	if (entry == old.entry && old.ops == (exactly ? ops : ops & ~old.held))
		return 0;

	if (old.entry)
		detach();
	state->held = 0;
	if (!entry)
		return 0;
	ret = attach_free(entry, ops, exactly);
	if (ret && old.entry && attach(old.entry, old.ops, &unused))
		pr_warn("late operations: %s did not come back, they are native\n",
			old.entry->provider->name);
	return ret;
}

void pvshim_late_degrade(const char *event)
{
	struct pvshim_entry *entry = pvshim_late_state.entry;
	char names[PVSHIM_LATE_NAMES];
	unsigned int nr;
	u32 lost;

	lockdep_assert_held(&pvshim_mutex);
	if (!entry)
		return;
	lost = pvshim_late_state.ops & ~pvshim_late_with(entry, 0);
	if (!lost)
		return;
	nr = __ffs(lost);
	pr_warn("late operations: %s can no longer serve %s after %s: %s\n",
		entry->provider->name, pvshim_late_names(lost, names), event,
		entry->late[nr].why);
	detach();
}

void pvshim_late_release(struct pvshim_entry *entry)
{
	lockdep_assert_held(&pvshim_mutex);
	if (pvshim_late_state.again == entry)
		pvshim_late_state.again = NULL;
	if (pvshim_late_state.entry != entry)
		return;
	pr_info("late operations: provider %s goes\n", entry->provider->name);
	detach();
}

/* A kernel with CONFIG_PARAVIRT_LATE exports the two functions for pvshim alone. */
MODULE_IMPORT_NS(PVSHIM);
