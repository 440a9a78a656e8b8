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

#include <xen/xen.h>

#include "autoload.h"
#include "bind.h"
#include "compat/syscore.h"
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
	pvshim_autoload();
	pvshim_verifications++;
	mutex_unlock(&pvshim_mutex);
}

static bool pm_sleeps; /* between two events of power management */

static void pm_wakes(const char *event)
{
	WRITE_ONCE(pm_sleeps, false);
	pvshim_verify(event);
	pvshim_bind_resume();
}

static int pm_event(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		WRITE_ONCE(pm_sleeps, true);
		pvshim_bind_pause();
		break;
	case PM_POST_SUSPEND:
		pm_wakes("a suspend");
		break;
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		pm_wakes("a hibernation");
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

static void xen_resumed(struct work_struct *work)
{
	pvshim_verify("a resume by Xen");
}

static DECLARE_WORK(xen_resume_work, xen_resumed);

static void core_suspend(void)
{
}

/*
 * When Xen saves and restores, migrates or clones a guest, no PM notifier is called. Of
 * Xen's own notifier a module cannot get off again on all kernels, but the system core
 * sleeps and wakes up, too. Tasks are frozen here; the work runs when they are thawed.
 */
static void core_resume(void)
{
	if (!READ_ONCE(pm_sleeps))
		queue_work(system_freezable_wq, &xen_resume_work);
}

PVSHIM_SYSCORE(xen_syscore, core_suspend, core_resume);

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
	if (ret) {
		unregister_pm_notifier(&pm_notifier);
		return ret;
	}
	if (xen_domain())
		pvshim_register_syscore(&xen_syscore);
	return 0;
}

void pvshim_verify_exit(void)
{
	if (xen_domain())
		pvshim_unregister_syscore(&xen_syscore);
	cancel_work_sync(&xen_resume_work);
	unregister_random_vmfork_notifier(&vmfork_notifier);
	unregister_pm_notifier(&pm_notifier);
}
