// SPDX-License-Identifier: GPL-2.0
/*
 * Late operations on request: of the administrator, by sysfs or at load, and of
 * the system when it sleeps and wakes up. When it goes down they stay attached, see
 * host-area.c.
 */
#include <linux/bitops.h>
#include <linux/moduleparam.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include "bind.h"
#include "late-ops.h"
#include "late-switch.h"
#include "registry.h"
#include "request.h"

static char *late;
module_param(late, charp, 0444);
MODULE_PARM_DESC(late,
		 "Attach the late operations of this provider at load: PROVIDER, or PROVIDER OP...");

static int refuse(const char *name, int error, const char *why)
{
	pvshim_log_refusal("late operations stay", pvshim_late_provider(), name,
			   why);
	return error;
}

static int refuse_held(const char *name, u32 held)
{
	char names[PVSHIM_LATE_NAMES], why[PVSHIM_LATE_NAMES + 48];

	snprintf(why, sizeof(why), "the kernel's own guest code serves %s",
		 pvshim_late_names(held, names));
	return refuse(name, -EBUSY, why);
}

static int refuse_op(struct pvshim_entry *entry, u32 op)
{
	const struct pvshim_verdict *verdict = &entry->late[__ffs(op)];
	char why[sizeof(verdict->why) + 32];

	snprintf(why, sizeof(why), "%s: %s", pvshim_late_name(__ffs(op)),
		 verdict->why);
	return refuse(entry->provider->name, -EOPNOTSUPP, why);
}

/* What the kernel has in its hands counts as held, whoever finds that out. */
static int change(struct pvshim_entry *entry, u32 named)
{
	const char *name = entry->provider->name;
	u32 wanted = named ?: GENMASK(PVSHIM_NR_LATE - 1, 0);
	u32 served = wanted & pvshim_late_with(entry, 0);
	u32 held = wanted & pvshim_late_with(entry, -EBUSY);
	u32 refused = wanted & ~served & ~held;
	int ret = -EBUSY;

	if (named ? refused : refused == wanted)
		return refuse_op(entry, refused);
	if (served && !(named && held)) {
		ret = pvshim_late_change(entry, served, named);
		held |= pvshim_late_state.held;
	}
	pvshim_late_state.held = held;
	if (ret == -EBUSY && held)
		return refuse_held(name, held);
	if (ret)
		return refuse(name, ret, "its start function failed");
	return 0;
}

static int request_locked(const struct pvshim_late_request *request)
{
	const char *name = request->provider.text;
	struct pvshim_entry *entry = pvshim_find_entry(name);

	if (!entry)
		return refuse(name, -EINVAL,
			      "there is no provider of this name");
	if (!strcmp(name, "native")) {
		pvshim_late_state.again = NULL;
		return pvshim_late_change(NULL, 0, true);
	}
	if (pvshim_late_state.paused)
		return refuse(name, -EBUSY, "the system sleeps");
	return change(entry, request->ops);
}

static int parse(const char *text, size_t len,
		 struct pvshim_late_request *request,
		 struct pvshim_request_fault *fault)
{
	const char *list[PVSHIM_NR_LATE];
	const struct pvshim_names names = { list, PVSHIM_NR_LATE };
	unsigned int nr;

	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		list[nr] = pvshim_late_name(nr);
	return pvshim_request_late(text, len, &names, request, fault);
}

/* Nothing is switched unless all of it makes sense. */
int pvshim_late_request(const char *text, size_t len)
{
	struct pvshim_late_request request;
	struct pvshim_request_fault fault;
	int ret = parse(text, len, &request, &fault);

	mutex_lock(&pvshim_mutex);
	if (ret)
		refuse(request.provider.text, ret, fault.why);
	else
		ret = request_locked(&request);
	mutex_unlock(&pvshim_mutex);
	return ret;
}

void pvshim_late_pause(void)
{
	struct pvshim_late_state *state = &pvshim_late_state;

	mutex_lock(&pvshim_mutex);
	state->paused = true;
	state->again = state->entry;
	state->again_ops = state->ops;
	pvshim_late_change(NULL, 0, true);
	mutex_unlock(&pvshim_mutex);
}

void pvshim_late_resume(void)
{
	struct pvshim_late_state *state = &pvshim_late_state;

	mutex_lock(&pvshim_mutex);
	state->paused = false;
	if (state->again)
		change(state->again, state->again_ops);
	state->again = NULL;
	mutex_unlock(&pvshim_mutex);
}

/* What this machine cannot do is refused in the log, and no more. */
static int attach_at_load(void)
{
	int ret;

	if (!late)
		return 0;
	ret = pvshim_late_request(late, strlen(late));
	return ret == -EINVAL ? ret : 0;
}

int pvshim_late_init(void)
{
	int ret = attach_at_load();

	return ret ?: pvshim_late_sysfs_init();
}

void pvshim_late_exit(void)
{
	pvshim_late_sysfs_exit();
}

static void show_op(struct seq_file *m, unsigned int nr)
{
	struct pvshim_entry *entry;

	seq_printf(m, "late %s: %s\n", pvshim_late_name(nr),
		   pvshim_late_state.ops & BIT(nr) ? pvshim_late_provider() :
						     "native");
	list_for_each_entry(entry, &pvshim_entries, node) {
		if (!entry->provider->late)
			continue;
		seq_printf(m, "\t%s: %s%s\n", entry->provider->name,
			   entry->late[nr].error ? "no: " : "yes",
			   entry->late[nr].error ? entry->late[nr].why : "");
	}
}

void pvshim_late_show(struct seq_file *m)
{
	unsigned int nr;

	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		show_op(m, nr);
}
