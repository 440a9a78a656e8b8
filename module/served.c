// SPDX-License-Identifier: GPL-2.0
/* What consumers are told of bindings: on request, and by a notifier. */
#include <linux/bits.h>
#include <linux/export.h>
#include <linux/notifier.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "entries.h"
#include "served.h"

/* A copy of what is bound, for readers that cannot wait for pvshim_mutex */
static struct pvshim_binding bindings[PVSHIM_NR_OPS] = {
	[0 ... PVSHIM_NR_OPS - 1] = { .provider = "native" },
};

static DEFINE_RAW_SPINLOCK(bindings_lock);

/* Both are guarded by pvshim_mutex. */
static RAW_NOTIFIER_HEAD(consumers);
static u32 untold; /* the operations, as bits */

void pvshim_served_note(enum pvshim_op op, const char *name, bool served)
{
	struct pvshim_binding *binding = &bindings[op];
	unsigned long flags;

	lockdep_assert_held(&pvshim_mutex);
	raw_spin_lock_irqsave(&bindings_lock, flags);
	binding->served = served;
	strscpy(binding->provider, name, sizeof(binding->provider));
	binding->switches++;
	raw_spin_unlock_irqrestore(&bindings_lock, flags);
	untold |= BIT(op);
}

void pvshim_served_tell(void)
{
	struct pvshim_binding binding;
	enum pvshim_op op;

	lockdep_assert_held(&pvshim_mutex);
	for (op = 0; op < PVSHIM_NR_OPS; op++) {
		if (!(untold & BIT(op)))
			continue;
		pvshim_served(op, &binding);
		raw_notifier_call_chain(&consumers, op, &binding);
	}
	untold = 0;
}

bool pvshim_served(enum pvshim_op op, struct pvshim_binding *binding)
{
	struct pvshim_binding found;
	unsigned long flags;

	if (op >= PVSHIM_NR_OPS)
		return false;
	raw_spin_lock_irqsave(&bindings_lock, flags);
	found = bindings[op];
	raw_spin_unlock_irqrestore(&bindings_lock, flags);
	if (binding)
		*binding = found;
	return found.served;
}
EXPORT_SYMBOL_GPL(pvshim_served);

int pvshim_register_notifier(struct notifier_block *nb)
{
	struct pvshim_binding binding;
	enum pvshim_op op;
	int ret;

	mutex_lock(&pvshim_mutex);
	ret = raw_notifier_chain_register(&consumers, nb);
	for (op = 0; op < PVSHIM_NR_OPS && !ret; op++)
		if (pvshim_served(op, &binding))
			nb->notifier_call(nb, op, &binding);
	mutex_unlock(&pvshim_mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(pvshim_register_notifier);

void pvshim_unregister_notifier(struct notifier_block *nb)
{
	mutex_lock(&pvshim_mutex);
	raw_notifier_chain_unregister(&consumers, nb);
	mutex_unlock(&pvshim_mutex);
}
EXPORT_SYMBOL_GPL(pvshim_unregister_notifier);
