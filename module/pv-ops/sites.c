// SPDX-License-Identifier: GPL-2.0
/*
 * A probe site for each of the kernel's paravirt operations: a function with one
 * use of it, by the kernel's own wrapper. These functions are never called. The
 * module loader patches them like any other site, and pv-ops.c shows what
 * they have become.
 *
 * A wrapper leaves a record for the loader in a section of its own. A label put
 * into that section just before is the record's address, so that the place and
 * length of a site are known and never searched for. Both statements are
 * volatile assembly, which the compiler keeps in order; it neither splits nor
 * copies the function.
 *
 * All that a wrapper needs from the kernel is its table, which is exported.
 */
#include <linux/compiler.h>
#include <linux/mm_types.h>
#include <linux/stddef.h>

#include <asm/desc_defs.h>
#include <asm/irqflags.h>
#include <asm/paravirt.h>
#include <asm/pgtable.h>

#include "compat/pv-site.h"
#include "pv-ops.h"
#include "sites.h"

/* clang-format off */
#define PV_OP(group, op)
#define PV_SITE(group, op, proto, use)                                        \
	PVSHIM_PV_IF_SITE(op, static noinline __noclone __flatten __used void \
				      probe_##op proto {                      \
		asm volatile(".pushsection " PVSHIM_PV_RECORDS "\n\t"         \
			     "pvshim_pv_record_" #op ":\n\t.popsection");     \
		(void)(use);                                                  \
	})
#include "list.h"

#define PV_RECORD(op) PVSHIM_PV_IF_SITE(op, .record = pvshim_pv_record_##op,)
#define SLOT(member) (offsetof(struct pvshim_pv_table, member) / sizeof(void *))

const struct pvshim_pv_op pvshim_pv_ops[PVSHIM_NR_PV_OPS] = {
#define PV_OP(group, op)                              \
	PVSHIM_PV_IF(op, [SLOT(group.op)] = {         \
		.name = #group "." #op,               \
	},)
#define PV_SITE(group, op, proto, use)                \
	PVSHIM_PV_IF(op, [SLOT(group.op)] = {         \
		.name = #group "." #op,               \
		PV_RECORD(op)                         \
	},)
#define PV_INLINE(group, op, proto, use, _text, _bytes) \
	PVSHIM_PV_IF(op, [SLOT(group.op)] = {         \
		.name = #group "." #op,               \
		PV_RECORD(op)                         \
		.text = _text,                        \
		.bytes = _bytes,                      \
		.len = sizeof(_bytes) - 1,            \
	},)
#include "list.h"
};
/* clang-format on */
