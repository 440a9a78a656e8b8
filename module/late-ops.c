// SPDX-License-Identifier: GPL-2.0
/* The late operations by number, name and bit; and who could serve them. */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>

#include <asm/paravirt_late.h>

#include "late-ops.h"
#include "registry.h"
#include "trace.h"

static const char *const names[] = {
	[ilog2(PV_LATE_FLUSH_TLB_MULTI)] = "flush_tlb_multi",
	[ilog2(PV_LATE_SEND_CALL_FUNC_IPI)] = "send_call_func_ipi",
	[ilog2(PV_LATE_VCPU_IS_PREEMPTED)] = "vcpu_is_preempted",
	[ilog2(PV_LATE_STEAL_CLOCK)] = "steal_clock",
};

static_assert(ARRAY_SIZE(names) == PVSHIM_NR_LATE);

const char *pvshim_late_name(unsigned int nr)
{
	return names[nr];
}

const char *pvshim_late_names(u32 ops, char *text)
{
	unsigned int nr;
	int len = 0;

	text[0] = '\0';
	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		if (ops & BIT(nr))
			len += scnprintf(text + len, PVSHIM_LATE_NAMES - len,
					 "%s%s", len ? " " : "", names[nr]);
	return text;
}

u32 pvshim_late_find(const char *name)
{
	unsigned int nr;

	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		if (!strcmp(names[nr], name))
			return BIT(nr);
	return 0;
}

void pvshim_late_copy(struct pv_late_ops *to, const struct pv_late_ops *from,
		      u32 ops)
{
	*to = (struct pv_late_ops){};
	if (ops & PV_LATE_FLUSH_TLB_MULTI)
		to->flush_tlb_multi = from->flush_tlb_multi;
	if (ops & PV_LATE_SEND_CALL_FUNC_IPI)
		to->send_call_func_ipi = from->send_call_func_ipi;
	if (ops & PV_LATE_VCPU_IS_PREEMPTED)
		to->vcpu_is_preempted = from->vcpu_is_preempted;
	if (ops & PV_LATE_STEAL_CLOCK)
		to->steal_clock = from->steal_clock;
}

static bool has_function(const struct pv_late_ops *ops, u32 op)
{
	switch (op) {
	case PV_LATE_FLUSH_TLB_MULTI:
		return ops->flush_tlb_multi;
	case PV_LATE_SEND_CALL_FUNC_IPI:
		return ops->send_call_func_ipi;
	case PV_LATE_VCPU_IS_PREEMPTED:
		return ops->vcpu_is_preempted;
	case PV_LATE_STEAL_CLOCK:
		return ops->steal_clock;
	default:
		return false;
	}
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

static int ask(const struct pvshim_late *late, u32 op,
	       struct pvshim_probe *probe)
{
	int ret;

	if (!late)
		return -EOPNOTSUPP;
	ret = late->probe(op, probe);
	if (!ret && !has_function(late->ops, op))
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
		error = ask(p->late, BIT(nr), probe);
	if (error == -EOPNOTSUPP && !probe->why[0])
		strscpy(probe->why, "it has no such function",
			sizeof(probe->why));
	pvshim_judge(verdict, error, probe->why);

	snprintf(name, sizeof(name), "late %s", names[nr]);
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

void pvshim_late_serves_none(struct pvshim_entry *entry, const char *why)
{
	unsigned int nr;

	for (nr = 0; nr < PVSHIM_NR_LATE; nr++)
		pvshim_judge(&entry->late[nr], -ENODEV, why);
}
