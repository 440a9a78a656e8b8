// SPDX-License-Identifier: GPL-2.0
/* The registered providers, and the results of their probes. */
#include <linux/string.h>

#include "entries.h"
#include "op-info.h"
#include "providers/providers.h"

/* Registration, probing and switching; see entries.h. */
DEFINE_MUTEX(pvshim_mutex);
LIST_HEAD(pvshim_entries);

struct pvshim_entry *pvshim_find_entry(const char *name)
{
	struct pvshim_entry *entry;

	lockdep_assert_held(&pvshim_mutex);
	list_for_each_entry(entry, &pvshim_entries, node)
		if (!strcmp(entry->provider->name, name))
			return entry;
	return NULL;
}

void pvshim_judge(struct pvshim_verdict *verdict, int error, const char *why)
{
	verdict->error = error;
	if (!error)
		return;
	if (*why)
		strscpy(verdict->why, why, sizeof(verdict->why));
	else
		snprintf(verdict->why, sizeof(verdict->why), "error %d", error);
}

bool pvshim_is_native(const struct pvshim_entry *entry)
{
	return entry->provider == &pvshim_native;
}

const char *pvshim_verdict_class(const struct pvshim_entry *entry,
				 enum pvshim_op op)
{
	if (entry->ops[op].error == -EBUSY)
		return "busy";
	return pvshim_op_served(entry->provider->ops, op) ? "no" : "none";
}
