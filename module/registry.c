// SPDX-License-Identifier: GPL-2.0
/* Who is there, and what each can serve on this machine. */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "bind.h"
#include "late.h"
#include "override.h"
#include "policy.h"
#include "providers.h"
#include "refuse.h"
#include "registry.h"
#include "static_calls.h"
#include "sysfs.h"
#include "trace.h"

/* Registration, switching and the entries; see registry.h. */
DEFINE_MUTEX(pvshim_mutex);
LIST_HEAD(pvshim_entries);

/* Native first: it is always there. */
static const struct pvshim_provider *const builtin[] = {
	&pvshim_native, &pvshim_kernel, &pvshim_xen,
	&pvshim_vmware, &pvshim_kvm,	&pvshim_hyperv,
};

struct pvshim_entry *pvshim_find_entry(const char *name)
{
	struct pvshim_entry *entry;

	lockdep_assert_held(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node)
		if (!strcmp(entry->provider->name, name))
			return entry;
	return NULL;
}

static bool is_complete(const struct pvshim_provider *p)
{
	return pvshim_name_valid(p->name) && p->ops && p->probe &&
	       !p->bind == !p->unbind;
}

void pvshim_judge(struct pvshim_verdict *verdict, int error, const char *why)
{
	verdict->error = error;
	if (!error)
		return;
	if (*why)
		strscpy(verdict->why, why, sizeof(verdict->why));
	else
		snprintf(verdict->why, sizeof(verdict->why), "error %d", error);
}

/* Whether the provider may be used at all, and what it says of itself. */
static int try_start(struct pvshim_entry *entry, struct pvshim_probe *probe)
{
	const struct pvshim_provider *p = entry->provider;
	int ret;

	if (entry->going)
		return PVSHIM_SAY_WHY(probe, -ENODEV, "it is going away");
	if (p->signature && !entry->present)
		return PVSHIM_SAY_WHY(probe, -ENODEV, "%s",
				      entry->started ?
					      "its signature is gone" :
					      "its signature was not found");
	ret = p->start ? p->start(probe) : 0;
	if (!ret)
		entry->started = true;
	return ret;
}

static void start(struct pvshim_entry *entry, struct pvshim_probe *probe)
{
	const struct pvshim_provider *p = entry->provider;
	bool known = entry->start.error;
	int ret = try_start(entry, probe);

	pvshim_judge(&entry->start, ret, probe->why);
	if (ret && !known && p->signature && entry->present && !entry->going)
		pr_warn("%s is announced but not usable: %s\n", p->name,
			entry->start.why);
	strscpy(entry->version, probe->version, sizeof(entry->version));
}

static void probe_op(struct pvshim_entry *entry, enum pvshim_op op,
		     struct pvshim_probe *probe)
{
	const struct pvshim_provider *p = entry->provider;
	struct pvshim_verdict *verdict = &entry->ops[op];
	bool known = verdict->error == -EIO;

	probe->why[0] = '\0';
	if (entry->start.error)
		pvshim_judge(verdict, entry->start.error, entry->start.why);
	else if (p != &pvshim_native && !pvshim_op_served(p->ops, op))
		pvshim_judge(verdict, -EOPNOTSUPP, "it has no such function");
	else
		pvshim_judge(verdict, p->probe(op, probe), probe->why);

	trace_pvshim_probe(p->name, pvshim_op_name(op), verdict->error,
			   verdict->error ? verdict->why : "");
	if (verdict->error == -EIO && !known && !entry->start.error)
		pr_warn("%s: %s is announced but not usable: %s\n", p->name,
			pvshim_op_name(op), verdict->why);
}

/* A provider that fails half-way keeps the operations it did not fail. */
static void probe_ops(struct pvshim_entry *entry, struct pvshim_probe *probe)
{
	enum pvshim_op op;

	for (op = 0; op < PVSHIM_NR_OPS; op++)
		probe_op(entry, op, probe);
	pvshim_late_probe(entry, probe);
}

/* All that is believed of a provider's host is read here, each time. */
static void find_signature(struct pvshim_entry *entry)
{
	const struct pvshim_signature *sig = NULL;

	if (entry->provider->signature)
		sig = pvshim_find_signature(&pvshim_found,
					    entry->provider->signature);
	entry->present = sig;
	entry->signature = sig ? *sig : (struct pvshim_signature){};
}

/* The one place where verdicts come from. */
static void probe_entry(struct pvshim_entry *entry)
{
	struct pvshim_probe probe = {
		.signature = entry->present ? &entry->signature : NULL,
	};

	start(entry, &probe);
	probe_ops(entry, &probe);
}

void pvshim_registry_refresh(void)
{
	struct pvshim_entry *entry;
	bool was;

	lockdep_assert_held(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node) {
		was = entry->present;
		find_signature(entry);
		if (was && !entry->present && entry->provider->lost)
			entry->provider->lost();
		probe_entry(entry);
	}
}

static void stop(struct pvshim_entry *entry)
{
	if (entry->started && entry->provider->stop)
		entry->provider->stop();
	entry->started = false;
}

void pvshim_registry_settle(void)
{
	struct pvshim_entry *entry;

	lockdep_assert_held(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node)
		if (entry->start.error)
			stop(entry);
}

static struct pvshim_entry *new_entry(const struct pvshim_provider *p, bool own)
{
	struct pvshim_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	if (!entry)
		return NULL;
	entry->provider = p;
	entry->own = own;
	find_signature(entry);
	probe_entry(entry);
	return entry;
}

static void free_entry(struct pvshim_entry *entry)
{
	stop(entry);
	kfree(entry);
}

static int add_entry(const struct pvshim_provider *p, bool own)
{
	struct pvshim_entry *entry;
	int ret;

	if (pvshim_find_entry(p->name))
		return -EBUSY;
	entry = new_entry(p, own);
	if (!entry)
		return -ENOMEM;

	if (entry->start.error && !own) {
		pr_warn("provider %s: %s\n", p->name, entry->start.why);
		ret = -ENODEV;
	} else {
		ret = pvshim_sysfs_add_provider(entry);
	}
	if (ret) {
		free_entry(entry);
		return ret;
	}
	list_add_tail(&entry->node, &pvshim_entries);
	return 0;
}

int pvshim_register_provider(const struct pvshim_provider *provider)
{
	int ret;

	if (!is_complete(provider)) {
		pr_warn("provider %s is incomplete or badly named\n",
			provider->name ?: "without a name");
		return -EINVAL;
	}
	mutex_lock(&pvshim_mutex);
	ret = add_entry(provider, false);
	if (ret) {
		pr_warn("provider %s not registered: error %d\n",
			provider->name, ret);
	} else {
		pr_info("provider %s registered\n", provider->name);
		pvshim_override_apply(provider->name);
	}
	mutex_unlock(&pvshim_mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(pvshim_register_provider);

/*
 * The directory's readers want the mutex, so it must not be held while the directory
 * goes. The entry stays meanwhile, and keeps its name taken. It is marked before: then
 * whatever probes it in between, a verification for instance, finds that it serves
 * nothing.
 */
static void remove_entry(struct pvshim_entry *entry)
{
	entry->going = true;
	probe_entry(entry);
	pvshim_late_release(entry);
	pvshim_bind_release(entry);

	mutex_unlock(&pvshim_mutex);
	pvshim_sysfs_remove_dir(entry->kobj);
	mutex_lock(&pvshim_mutex);
	list_del(&entry->node);
	free_entry(entry);
}

void pvshim_unregister_provider(const struct pvshim_provider *provider)
{
	struct pvshim_entry *entry;

	mutex_lock(&pvshim_mutex);
	entry = pvshim_find_entry(provider->name);
	if (entry && entry->provider == provider) {
		remove_entry(entry);
		pr_info("provider %s unregistered\n", provider->name);
	}
	mutex_unlock(&pvshim_mutex);
}
EXPORT_SYMBOL_GPL(pvshim_unregister_provider);

int pvshim_registry_init(void)
{
	unsigned int i;
	int ret = 0;

	mutex_lock(&pvshim_mutex);
	for (i = 0; i < ARRAY_SIZE(builtin) && !ret; i++)
		ret = add_entry(builtin[i], true);
	mutex_unlock(&pvshim_mutex);
	if (ret)
		pvshim_registry_exit();
	return ret;
}

void pvshim_registry_exit(void)
{
	mutex_lock(&pvshim_mutex);
	while (!list_empty(&pvshim_entries))
		remove_entry(list_last_entry(&pvshim_entries,
					     struct pvshim_entry, node));
	mutex_unlock(&pvshim_mutex);
}
