// SPDX-License-Identifier: GPL-2.0
/* What ops-list.h says of each operation. */
#include <linux/kernel.h>

#include "op-info.h"

static const char *const op_names[] = {
#define PVSHIM_OP(name, ret, proto)	   #name,
#define PVSHIM_KERNEL_OP(name, ret, proto) "pv_" #name,
#include <pvshim/ops-list.h>
};

const struct pvshim_names pvshim_op_names = { op_names, ARRAY_SIZE(op_names) };

/* Of operations whose call sites are in modules */
static const char *const native_forms[PVSHIM_NR_OPS] = {
#define PVSHIM_OP(name, ret, proto)		  [PVSHIM_OP_##name] = "call",
#define PVSHIM_OP_OPTIONAL(name, ret, proto)	  [PVSHIM_OP_##name] = "nop",
#define PVSHIM_OP_OPTIONAL_RET0(name, ret, proto) [PVSHIM_OP_##name] = "xor",
#include <pvshim/ops-list.h>
};

enum {
	MODULE_OPS = 0
#define PVSHIM_OP(name, ret, proto) | BIT(PVSHIM_OP_##name)
#include <pvshim/ops-list.h>
};

const u32 pvshim_kernel_ops = GENMASK(PVSHIM_NR_OPS - 1, 0) & ~MODULE_OPS;

const char *pvshim_op_name(enum pvshim_op op)
{
	return op_names[op];
}

const char *pvshim_op_native_form(enum pvshim_op op)
{
	return native_forms[op] ?: "kernel";
}

bool pvshim_op_served(const struct pvshim_ops *ops, enum pvshim_op op)
{
	switch (op) {
#define PVSHIM_OP(name, ret, proto) \
	case PVSHIM_OP_##name:      \
		return ops->name;
#ifdef CONFIG_PARAVIRT_LATE
#define PVSHIM_KERNEL_OP(name, ret, proto) \
	case PVSHIM_OP_pv_##name:          \
		return ops->pv_##name;
#endif
#include <pvshim/ops-list.h>
	default:
		return false;
	}
}
