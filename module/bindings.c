// SPDX-License-Identifier: GPL-2.0
/* Which provider serves each operation now. */
#include <linux/bits.h>

#include "bindings.h"
#include "entries.h"
#include "op-info.h"
#include "providers/providers.h"
#include "served.h"
#include "trace.h"

/* NULL: native, which is the state of the call sites at load. */
static struct pvshim_entry *bound[PVSHIM_NR_OPS];

/* Those that the kernel's own guest code had at the last attempt to bind them */
static u32 busy;

struct pvshim_entry *pvshim_bound(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return bound[op];
}

static const char *name_of(struct pvshim_entry *entry)
{
	return entry ? entry->provider->name : pvshim_native.name;
}

const char *pvshim_bound_name(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return name_of(bound[op]);
}

unsigned long pvshim_bound_switches(enum pvshim_op op)
{
	struct pvshim_binding binding;

	lockdep_assert_held(&pvshim_mutex);
	pvshim_served(op, &binding);
	return binding.switches;
}

bool pvshim_op_is_busy(enum pvshim_op op)
{
	lockdep_assert_held(&pvshim_mutex);
	return busy & BIT(op);
}

u32 pvshim_bound_ops(void)
{
	enum pvshim_op op;
	u32 ops = 0;

	lockdep_assert_held(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++)
		if (bound[op])
			ops |= BIT(op);
	return ops;
}

u32 pvshim_bound_group(enum pvshim_op op)
{
	u32 shared = bound[op] ? bound[op]->provider->shared : 0;
	u32 group = BIT(op);
	enum pvshim_op other;

	lockdep_assert_held(&pvshim_mutex);
	if (!(shared & BIT(op)))
		return group;
	for (other = 0; other < PVSHIM_NR_OPS; other++)
		if (bound[other] == bound[op])
			group |= shared & BIT(other);
	return group;
}

void pvshim_note_binding(enum pvshim_op op, struct pvshim_entry *to)
{
	lockdep_assert_held(&pvshim_mutex);
	trace_pvshim_bind(pvshim_op_name(op), name_of(bound[op]), name_of(to));
	pr_info("%s is now %s\n", pvshim_op_name(op), name_of(to));
	bound[op] = to;
	pvshim_served_note(op, name_of(to), to);
}

void pvshim_note_busy(u32 ops, u32 now)
{
	lockdep_assert_held(&pvshim_mutex);
	busy = (busy & ~ops) | now;
}
