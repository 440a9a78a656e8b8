// SPDX-License-Identifier: GPL-2.0
/* The late operations by number, name and bit; and who could serve them. */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/stddef.h>
#include <linux/string.h>

#include <asm/paravirt_late.h>

#include "late-ops.h"
#include "registry.h"
#include "trace.h"

/* The one list of them; a function is found by its place in the table. */
static const struct {
	const char *name;
	size_t offset; /* in struct pv_late_ops */
} late_ops[] = {
	[ilog2(PV_LATE_FLUSH_TLB_MULTI)] = {
		"flush_tlb_multi",
		offsetof(struct pv_late_ops, flush_tlb_multi),
	},
	[ilog2(PV_LATE_SEND_CALL_FUNC_IPI)] = {
		"send_call_func_ipi",
		offsetof(struct pv_late_ops, send_call_func_ipi),
	},
	[ilog2(PV_LATE_VCPU_IS_PREEMPTED)] = {
		"vcpu_is_preempted",
		offsetof(struct pv_late_ops, vcpu_is_preempted),
	},
	[ilog2(PV_LATE_STEAL_CLOCK)] = {
		"steal_clock",
		offsetof(struct pv_late_ops, steal_clock),
	},
};

static_assert(ARRAY_SIZE(late_ops) == PVSHIM_NR_LATE);

const char *pvshim_late_name(unsigned int nr)
{
	return late_ops[nr].name;
}

const char *pvshim_late_names(u32 ops, char *text)
{
	unsigned int nr;
	int len = 0;

	text[0] = '\0';
	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		if (ops & BIT(nr))
			len += scnprintf(text + len, PVSHIM_LATE_NAMES - len,
					 "%s%s", len ? " " : "",
					 late_ops[nr].name);
	return text;
}

static bool has_function(const struct pv_late_ops *ops, unsigned int nr)
{
	return *(void *const *)((const void *)ops + late_ops[nr].offset);
}

void pvshim_late_copy(struct pv_late_ops *to, const struct pv_late_ops *from,
		      u32 ops)
{
	unsigned int nr;

	*to = (struct pv_late_ops){};
	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		if (ops & BIT(nr))
			memcpy((void *)to + late_ops[nr].offset,
			       (const void *)from + late_ops[nr].offset,
			       sizeof(void *));
}

u32 pvshim_late_with(const struct pvshim_entry *entry, int error)
{
	unsigned int nr;
	u32 ops = 0;

	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		if (entry->late[nr].error == error)
			ops |= BIT(nr);
	return ops;
}

static int ask(const struct pvshim_late *late, unsigned int nr,
	       struct pvshim_probe *probe)
{
	int ret;

	if (!late)
		return -EOPNOTSUPP;
	ret = late->probe(BIT(nr), probe);
	if (!ret && !has_function(late->ops, nr))
		ret = -EOPNOTSUPP;
	return ret;
}

static void probe_op(struct pvshim_entry *entry, unsigned int nr,
		     struct pvshim_probe *probe)
{
	const struct pvshim_provider *p = entry->provider;
	struct pvshim_verdict *verdict = &entry->late[nr];
	bool known = verdict->error == -EIO;
	int error = entry->start.error;
	char name[32];

	probe->why[0] = '\0';
	if (error)
		strscpy(probe->why, entry->start.why, sizeof(probe->why));
	else
		error = ask(p->late, nr, probe);
	if (error == -EOPNOTSUPP && !probe->why[0])
		strscpy(probe->why, "it has no such function",
			sizeof(probe->why));
	pvshim_judge(verdict, error, probe->why);

	snprintf(name, sizeof(name), "late %s", late_ops[nr].name);
	trace_pvshim_probe(p->name, name, error, error ? verdict->why : "");
	if (error == -EIO && !known && !entry->start.error)
		pr_warn("%s: %s is announced but not usable: %s\n", p->name,
			name, verdict->why);
}

void pvshim_late_probe(struct pvshim_entry *entry, struct pvshim_probe *probe)
{
	unsigned int nr;

	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		probe_op(entry, nr, probe);
}
