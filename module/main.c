// SPDX-License-Identifier: GPL-2.0
/* pvshim: one paravirt interface, whichever hypervisor is underneath. */
#include <linux/cache.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

#include <asm/cpu_device_id.h>

#include "autoload.h"
#include "bind.h"
#include "crash.h"
#include "debugfs.h"
#include "entries.h"
#include "host-area.h"
#include "machine.h"
#include "override.h"
#include "registry.h"
#include "sysfs.h"
#include "sysfs-cpus.h"
#include "sysfs-ops.h"
#include "verify.h"

static bool autobind = true;
module_param(autobind, bool, 0444);
MODULE_PARM_DESC(autobind,
		 "Bind each operation to its best provider at load (default), or leave all native");

static int __init bind_all(void)
{
	u32 chosen;
	int ret = pvshim_override(&chosen);

	if (!ret && autobind)
		pvshim_bind_best(~chosen);
	return ret;
}

static void __init autoload(void)
{
	mutex_lock(&pvshim_mutex);
	pvshim_autoload();
	mutex_unlock(&pvshim_mutex);
}

static int __init pvshim_init(void)
{
	int ret;

	ret = pvshim_machine_supported();
	if (ret)
		return ret;
	pvshim_machine_detect();
	pvshim_machine_log();

	ret = pvshim_host_area_init();
	if (ret)
		return ret;
	ret = pvshim_sysfs_init();
	if (ret)
		goto err_area;
	ret = pvshim_registry_init();
	if (ret)
		goto err_sysfs;
	/* Before anything is bound: the system may sleep at any time. */
	ret = pvshim_verify_init();
	if (ret)
		goto err_registry;
	ret = bind_all();
	if (ret)
		goto err_verify;
	/* Last, because user space can reach us from here on. */
	ret = pvshim_sysfs_add_cpus();
	if (ret)
		goto err_verify;
	ret = pvshim_sysfs_add_ops();
	if (ret)
		goto err_cpus;
	pvshim_crash_init();
	pvshim_debugfs_init();
	autoload();
	return 0;

err_cpus:
	pvshim_sysfs_remove_cpus();
err_verify:
	pvshim_verify_exit();
err_registry:
	pvshim_registry_exit();
err_sysfs:
	pvshim_sysfs_exit();
err_area:
	pvshim_host_area_exit();
	return ret;
}
module_init(pvshim_init);

static void __exit pvshim_exit(void)
{
	pvshim_debugfs_exit();
	pvshim_crash_exit();
	pvshim_sysfs_remove_ops();
	pvshim_sysfs_remove_cpus();
	pvshim_verify_exit();
	pvshim_registry_exit();
	pvshim_sysfs_exit();
	pvshim_host_area_exit();
	pr_info("unloaded\n");
}
module_exit(pvshim_exit);

/* Loaded by udev wherever a hypervisor shows itself ... */
static const struct x86_cpu_id __maybe_unused pvshim_cpu_ids[] = {
	X86_MATCH_FEATURE(X86_FEATURE_HYPERVISOR, NULL),
	{}
};
MODULE_DEVICE_TABLE(x86cpu, pvshim_cpu_ids);

/* ... and where VMware hides the CPUID bit. */
MODULE_ALIAS("dmi*:svnVMware*:*");

MODULE_DESCRIPTION("One paravirt interface for guests of Xen, VMware, KVM and Hyper-V");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
#ifdef PVSHIM_VERSION
MODULE_VERSION(PVSHIM_VERSION);
#endif
