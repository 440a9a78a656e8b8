// SPDX-License-Identifier: GPL-2.0
/* The call sites in modules: one static call per operation, all from ops-list.h. */
#include <linux/export.h>

#include <pvshim/call.h>

#include "static_calls.h"

/* Definition and export; the kind decides the native form. The kernel has its own. */
#define PVSHIM_OP(name, ret, proto)                              \
	DEFINE_STATIC_CALL(pvshim_##name, pvshim_native_##name); \
	EXPORT_STATIC_CALL_GPL(pvshim_##name);
#define PVSHIM_OP_OPTIONAL(name, ret, proto)                          \
	DEFINE_STATIC_CALL_NULL(pvshim_##name, pvshim_native_##name); \
	EXPORT_STATIC_CALL_GPL(pvshim_##name);
#define PVSHIM_OP_OPTIONAL_RET0(name, ret, proto)                     \
	DEFINE_STATIC_CALL_RET0(pvshim_##name, pvshim_native_##name); \
	EXPORT_STATIC_CALL_GPL(pvshim_##name);
#include <pvshim/ops-list.h>

void pvshim_op_patch(enum pvshim_op op, const struct pvshim_ops *ops)
{
	switch (op) {
#define PVSHIM_OP(name, ret, proto)                                    \
	case PVSHIM_OP_##name:                                         \
		static_call_update(pvshim_##name,                      \
				   ops->name ?: pvshim_native_##name); \
		break;
#define PVSHIM_OP_OPTIONAL(name, ret, proto)                  \
	case PVSHIM_OP_##name:                                \
		static_call_update(pvshim_##name, ops->name); \
		break;
#define PVSHIM_OP_OPTIONAL_RET0(name, ret, proto)                          \
	case PVSHIM_OP_##name:                                             \
		static_call_update(pvshim_##name,                          \
				   (void *)ops->name ?:                    \
					   (void *)__static_call_return0); \
		break;
#include <pvshim/ops-list.h>
	default:
		break;
	}
}
