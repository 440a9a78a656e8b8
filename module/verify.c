// SPDX-License-Identifier: GPL-2.0
/*
 * A guest may find itself on another host than before: after a resume, a
 * restore or a migration, a fork of the virtual machine, or on demand everything is
 * probed again, and what no longer holds becomes native.
 */
#include <linux/notifier.h>
#include <linux/random.h>
#include <linux/suspend.h>
#include <linux/workqueue.h>

#include <xen/xen-ops.h>
#include <xen/xen.h>

#include "bind.h"
#include "entries.h"
#include "machine.h"
#include "probe.h"
#include "verify.h"

unsigned long pvshim_verifications;

/* Detection comes first: a hypervisor that is no longer announced is not asked. */
void pvshim_verify(const char *event)
{
	mutex_lock(&pvshim_mutex);
	pvshim_machine_detect();
	pvshim_probe_again();
	pvshim_bind_degrade(event);
	pvshim_probe_settle();
	pvshim_verifications++;
	mutex_unlock(&pvshim_mutex);
}

static int pm_event(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		pvshim_bind_pause();
		break;
	case PM_POST_SUSPEND:
		pvshim_verify("a suspend");
		pvshim_bind_resume();
		break;
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		pvshim_verify("a hibernation");
		pvshim_bind_resume();
		break;
	}
	return NOTIFY_DONE;
}

static int vmfork_event(struct notifier_block *nb, unsigned long event,
			void *data)
{
	pvshim_verify("a fork of the virtual machine");
	return NOTIFY_DONE;
}

/* When Xen saves and restores, migrates or clones a guest, no PM notifier is called. */
static void xen_resumed(struct work_struct *work)
{
	pvshim_verify("a resume by Xen");
}

static DECLARE_WORK(xen_resume_work, xen_resumed);

/* Devices still sleep here and tasks are frozen; the work runs when they are thawed. */
static int xen_resume_event(struct notifier_block *nb, unsigned long event,
			    void *data)
{
	queue_work(system_freezable_wq, &xen_resume_work);
	return NOTIFY_DONE;
}

static struct notifier_block pm_notifier = {
	.notifier_call = pm_event,
};

static struct notifier_block vmfork_notifier = {
	.notifier_call = vmfork_event,
};

static struct notifier_block xen_resume_notifier = {
	.notifier_call = xen_resume_event,
};

int pvshim_verify_init(void)
{
	int ret = register_pm_notifier(&pm_notifier);

	if (ret)
		return ret;
	ret = register_random_vmfork_notifier(&vmfork_notifier);
	if (ret) {
		unregister_pm_notifier(&pm_notifier);
		return ret;
	}
	if (xen_domain())
		xen_resume_notifier_register(&xen_resume_notifier);
	return 0;
}

void pvshim_verify_exit(void)
{
	if (xen_domain())
		xen_resume_notifier_unregister(&xen_resume_notifier);
	cancel_work_sync(&xen_resume_work);
	unregister_random_vmfork_notifier(&vmfork_notifier);
	unregister_pm_notifier(&pm_notifier);
}
