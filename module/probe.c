// SPDX-License-Identifier: GPL-2.0
/* Probing: what each provider can serve on this machine. */
#include <linux/string.h>

#include <pvshim/refuse.h>

#include "bindings.h"
#include "entries.h"
#include "machine.h"
#include "op-info.h"
#include "probe.h"
#include "trace.h"

/* Whether the provider may be used at all; fills in its version. */
static int try_init(struct pvshim_entry *entry, struct pvshim_probe *probe)
{
	const struct pvshim_provider *p = entry->provider;
	int ret;

	if (entry->going)
		return PVSHIM_SAY_WHY(probe, -ENODEV,
				      "it is being unregistered");
	if (p->signature && !entry->present)
		return PVSHIM_SAY_WHY(probe, -ENODEV, "%s",
				      entry->started ?
					      "its signature is gone" :
					      "its signature was not found");
	ret = p->init ? p->init(probe) : 0;
	if (!ret)
		entry->started = true;
	return ret;
}

static void init(struct pvshim_entry *entry, struct pvshim_probe *probe)
{
	const struct pvshim_provider *p = entry->provider;
	bool known = entry->init.error;
	int ret = try_init(entry, probe);

	pvshim_judge(&entry->init, ret, probe->why);
	if (ret && !known && p->signature && entry->present && !entry->going)
		pr_warn("%s is announced but not usable: %s\n", p->name,
			entry->init.why);
	strscpy(entry->version, probe->version, sizeof(entry->version));
}

/*
 * A provider whose host is there may give a better reason than the registry for what it
 * does not serve.
 */
static int ask(const struct pvshim_entry *entry, enum pvshim_op op,
	       struct pvshim_probe *probe)
{
	const struct pvshim_provider *p = entry->provider;
	bool served = pvshim_is_native(entry) || pvshim_op_served(p->ops, op);
	int ret = -EOPNOTSUPP;

	probe->why[0] = '\0';
	if (served && entry->init.error)
		return PVSHIM_SAY_WHY(probe, entry->init.error, "%s",
				      entry->init.why);
	if (!entry->init.error)
		ret = p->probe(op, probe);
	if (!served && !ret)
		ret = -EOPNOTSUPP;
	if (ret == -EOPNOTSUPP && !probe->why[0])
		return pvshim_refuse(probe, "it has no such function");
	return ret;
}

static void probe_op(struct pvshim_entry *entry, enum pvshim_op op,
		     struct pvshim_probe *probe)
{
	struct pvshim_verdict *verdict = &entry->ops[op];
	const char *name = entry->provider->name;
	bool known = verdict->error == -EIO;

	pvshim_judge(verdict, ask(entry, op, probe), probe->why);
	trace_pvshim_probe(name, pvshim_op_name(op), verdict->error,
			   verdict->error ? verdict->why : "");
	if (verdict->error == -EIO && !known && !entry->init.error)
		pr_warn("%s: %s is announced but not usable: %s\n", name,
			pvshim_op_name(op), verdict->why);
}

/* Looked up anew for each probe: the guest may be on another host. */
static void find_signature(struct pvshim_entry *entry)
{
	const struct pvshim_signature *sig = NULL;

	if (entry->provider->signature)
		sig = pvshim_find_signature(&pvshim_found,
					    entry->provider->signature);
	entry->present = sig;
	entry->signature = sig ? *sig : (struct pvshim_signature){};
}

/*
 * Each operation has a verdict of its own: a provider that cannot serve one may still
 * serve the others.
 */
void pvshim_probe_entry(struct pvshim_entry *entry)
{
	struct pvshim_probe probe = {};
	bool was = entry->present;
	enum pvshim_op op;

	lockdep_assert_held(&pvshim_mutex);
	find_signature(entry);
	if (was && !entry->present && entry->provider->lost)
		entry->provider->lost();

	probe.signature = entry->present ? &entry->signature : NULL;
	probe.bound = pvshim_bound_ops();
	init(entry, &probe);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		probe_op(entry, op, &probe);
}

void pvshim_probe_again(void)
{
	struct pvshim_entry *entry;

	lockdep_assert_held(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node)
		pvshim_probe_entry(entry);
}

void pvshim_probe_stop(struct pvshim_entry *entry)
{
	lockdep_assert_held(&pvshim_mutex);
	if (entry->started && entry->provider->exit)
		entry->provider->exit();
	entry->started = false;
}

void pvshim_probe_settle(void)
{
	struct pvshim_entry *entry;

	lockdep_assert_held(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node)
		if (entry->init.error)
			pvshim_probe_stop(entry);
}
