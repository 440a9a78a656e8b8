// SPDX-License-Identifier: GPL-2.0
/* Whether Hyper-V's hypercalls can be made, and what is said of their answers. */
#include <linux/string.h>
#include <linux/uaccess.h>

#include <asm/cpufeature.h>
#include <asm/mshyperv.h>

#include <pvshim/refuse.h>

#include "abi/hyperv.h"
#include "hypercall.h"
#include "hyperv.h"

/*
 * The page is the kernel's, but for the one of hyperv-page.c, which serves the kernel's
 * operations alone. A call into it would be an indirect branch, so the instruction that
 * the page holds is executed directly.
 */
bool pvshim_hyperv_page_is_plain(const void *page)
{
	static const u8 vmcall[] = { 0x0f, 0x01, 0xc1, 0xc3 };
	static const u8 vmmcall[] = { 0x0f, 0x01, 0xd9, 0xc3 };
	u8 code[sizeof(vmcall)];

	if (copy_from_kernel_nofault(code, page, sizeof(code)))
		return false;
	return !memcmp(code,
		       boot_cpu_has(X86_FEATURE_VMMCALL) ? vmmcall : vmcall,
		       sizeof(code));
}

int pvshim_hyperv_judge(struct pvshim_probe *probe, long answer,
			const char *call)
{
	long status = answer & HV_HYPERCALL_RESULT_MASK;

	if (answer == PVSHIM_HYPERCALL_FAULTED)
		return pvshim_broken(probe, "%s faulted", call);
	if (status == PVSHIM_HYPERV_UNANSWERED)
		return pvshim_broken(probe, "%s was ignored", call);
	if (status)
		return pvshim_broken(probe, "%s gave status %ld", call, status);
	return 0;
}
