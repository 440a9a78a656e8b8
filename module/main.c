// SPDX-License-Identifier: GPL-2.0
/* pvshim: one paravirt interface, whichever hypervisor is underneath. */
#include <linux/cache.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

#include <asm/cpu_device_id.h>

#include "bind.h"
#include "debugfs.h"
#include "machine.h"
#include "registry.h"
#include "sysfs.h"

struct pvshim_detection pvshim_found __ro_after_init;

static bool autobind = true;
module_param(autobind, bool, 0444);
MODULE_PARM_DESC(autobind,
		 "Bind each operation to its best provider at load (default), or leave all native");

static int __init pvshim_init(void)
{
	int ret;

	ret = pvshim_machine_supported();
	if (ret)
		return ret;
	pvshim_machine_detect(&pvshim_found);

	ret = pvshim_sysfs_init();
	if (ret)
		return ret;
	ret = pvshim_registry_init();
	if (ret)
		goto err_sysfs;
	if (autobind)
		pvshim_bind_best();
	ret = pvshim_sysfs_add_ops();
	if (ret)
		goto err_registry;
	pvshim_debugfs_init();
	return 0;

err_registry:
	pvshim_registry_exit();
err_sysfs:
	pvshim_sysfs_exit();
	return ret;
}
module_init(pvshim_init);

static void __exit pvshim_exit(void)
{
	pvshim_debugfs_exit();
	pvshim_sysfs_remove_ops();
	pvshim_registry_exit();
	pvshim_sysfs_exit();
	pr_info("unloaded\n");
}
module_exit(pvshim_exit);

/* Loaded by udev wherever a hypervisor shows itself ... */
static const struct x86_cpu_id pvshim_cpu_ids[] = {
	X86_MATCH_FEATURE(X86_FEATURE_HYPERVISOR, NULL),
	{}
};
MODULE_DEVICE_TABLE(x86cpu, pvshim_cpu_ids);

/* ... and where VMware hides the CPUID bit. */
MODULE_ALIAS("dmi*:svnVMware*:*");

MODULE_DESCRIPTION("One paravirt interface for guests of Xen, VMware, KVM and Hyper-V");
MODULE_AUTHOR("The pvshim developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(PVSHIM_VERSION);
