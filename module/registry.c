// SPDX-License-Identifier: GPL-2.0
/* Provider registration and unregistration. */
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "bind.h"
#include "entries.h"
#include "op-info.h"
#include "override.h"
#include "policy.h"
#include "probe.h"
#include "providers/providers.h"
#include "registry.h"
#include "sysfs.h"
#include "sysfs-providers.h"

/* Native first: it is always there. */
static const struct pvshim_provider *const builtin[] = {
	&pvshim_native, &pvshim_kernel, &pvshim_xen,
	&pvshim_vmware, &pvshim_kvm,	&pvshim_hyperv,
};

/* A group must not mix operations that the policy binds with ones that it never does. */
static bool mixes_scopes(const struct pvshim_provider *p)
{
	return p->shared & pvshim_kernel_ops && p->shared & ~pvshim_kernel_ops;
}

static bool is_complete(const struct pvshim_provider *p)
{
	return pvshim_name_valid(p->name) && p->ops && p->probe &&
	       !p->bind == !p->unbind && !mixes_scopes(p);
}

static struct pvshim_entry *new_entry(const struct pvshim_provider *p, bool own)
{
	struct pvshim_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	if (!entry)
		return NULL;
	entry->provider = p;
	entry->own = own;
	pvshim_probe_entry(entry);
	return entry;
}

static void free_entry(struct pvshim_entry *entry)
{
	pvshim_probe_stop(entry);
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

	if (entry->init.error && !own) {
		pr_warn("provider %s: %s\n", p->name, entry->init.why);
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
		pr_warn("provider %s is incomplete, badly named, or shares state where it may not\n",
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
 * Readers of the directory take pvshim_mutex, so it is dropped while the directory is
 * removed:
 *
 * 1. @going makes each probe from here on refuse, also one of a verification at step 3.
 * 2. Nothing is bound to the provider any more.
 * 3. The mutex is dropped, and the directory removed. The entry is still in the list, so
 *    that no other provider can take its name.
 * 4. The entry is freed.
 */
static void remove_entry(struct pvshim_entry *entry)
{
	entry->going = true;
	pvshim_probe_entry(entry);
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
	int ret;

	ret = pvshim_sysfs_providers_init();
	if (ret)
		return ret;
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
	pvshim_sysfs_providers_exit();
}
