// SPDX-License-Identifier: GPL-2.0
/*
 * A guest may wake up on another host than the one it went to sleep on: after a
 * resume, a fork of the virtual machine, or on demand everything is probed
 * again, and what no longer holds becomes native.
 */
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/suspend.h>

#include "bind.h"
#include "hypercall.h"
#include "late.h"
#include "machine.h"
#include "registry.h"
#include "verify.h"

static bool still_there(const struct pvshim_signature *old,
			const struct pvshim_detection *now)
{
	const struct pvshim_signature *sig =
		pvshim_find_signature(now, old->text);

	return sig && sig->base == old->base;
}

/* Nothing is asked of a hypervisor that is not announced any more. */
static void verify_entry(struct pvshim_entry *entry,
			 const struct pvshim_detection *now)
{
	if (!entry->signature || still_there(entry->signature, now)) {
		pvshim_probe_again(entry);
		return;
	}
	pvshim_hypercall_gone(entry->signature->hv);
	pvshim_serves_none(entry, "its signature is gone");
}

int pvshim_verify(const char *event)
{
	struct pvshim_detection *now = kzalloc(sizeof(*now), GFP_KERNEL);
	struct pvshim_entry *entry;

	if (!now)
		return -ENOMEM;
	mutex_lock(&pvshim_mutex);
	pvshim_machine_detect(now);
	list_for_each_entry(entry, &pvshim_entries, node)
		verify_entry(entry, now);
	pvshim_bind_degrade(event);
	pvshim_late_degrade(event);
	mutex_unlock(&pvshim_mutex);
	kfree(now);
	return 0;
}

static void verify_after(const char *event)
{
	if (pvshim_verify(event))
		pr_warn("no memory to probe again after %s\n", event);
}

static int pm_event(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		pvshim_late_pause();
		break;
	case PM_POST_SUSPEND:
		verify_after("a suspend");
		pvshim_late_resume();
		break;
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		verify_after("a hibernation");
		pvshim_late_resume();
		break;
	}
	return NOTIFY_DONE;
}

static int vmfork_event(struct notifier_block *nb, unsigned long event,
			void *data)
{
	verify_after("a fork of the virtual machine");
	return NOTIFY_DONE;
}

static struct notifier_block pm_notifier = {
	.notifier_call = pm_event,
};

static struct notifier_block vmfork_notifier = {
	.notifier_call = vmfork_event,
};

int pvshim_verify_init(void)
{
	int ret = register_pm_notifier(&pm_notifier);

	if (ret)
		return ret;
	ret = register_random_vmfork_notifier(&vmfork_notifier);
	if (ret)
		unregister_pm_notifier(&pm_notifier);
	return ret;
}

void pvshim_verify_exit(void)
{
	unregister_random_vmfork_notifier(&vmfork_notifier);
	unregister_pm_notifier(&pm_notifier);
}
