// SPDX-License-Identifier: GPL-2.0
/* The call sites of the kernel's own operations, for CONFIG_PARAVIRT_LATE. */
#include <linux/build_bug.h>

#include <asm/paravirt_late.h>

#include "compat/late-ns.h"
#include "kernel-sites.h"
#include "op-info.h"

/*
 * The table that is attached. It must not change meanwhile, because pv_late_detach()
 * reads it again. No call goes through it: calls go to the functions themselves, by
 * static calls that the kernel has patched.
 */
static struct pv_late_ops table;
static bool attached;

/* Operations are numbered in the order of the kernel's bits. */
#define FIRST PVSHIM_OP_pv_flush_tlb_multi

#define IS_IN_ORDER(name, bit) \
	static_assert(BIT(PVSHIM_OP_pv_##name - FIRST) == (bit))

IS_IN_ORDER(flush_tlb_multi, PV_LATE_FLUSH_TLB_MULTI);
IS_IN_ORDER(send_call_func_ipi, PV_LATE_SEND_CALL_FUNC_IPI);
IS_IN_ORDER(vcpu_is_preempted, PV_LATE_VCPU_IS_PREEMPTED);
IS_IN_ORDER(steal_clock, PV_LATE_STEAL_CLOCK);

static void detach(void)
{
	if (attached)
		pv_late_detach(&table);
	attached = false;
}

static bool fill_table(const struct pvshim_ops *const *tables)
{
	bool any = false;

#define PVSHIM_OP(name, ret, proto)
#define PVSHIM_KERNEL_OP(name, ret, proto)                            \
	table.name = tables[PVSHIM_OP_pv_##name] ?                    \
			     tables[PVSHIM_OP_pv_##name]->pv_##name : \
			     NULL;                                    \
	any |= !!table.name;
#include <pvshim/ops-list.h>
	return any;
}

int pvshim_kernel_sites_patch(const struct pvshim_ops *const *tables, u32 *busy)
{
	unsigned int refused = 0;
	int ret = 0;

	detach();
	if (fill_table(tables)) {
		ret = pv_late_attach(&table, &refused);
		attached = !ret;
	}
	*busy = refused << FIRST;
	return ret;
}
