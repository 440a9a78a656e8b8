/* SPDX-License-Identifier: GPL-2.0 */
/* For consumers: whether an operation is served, by which provider, and when that changes. */
#ifndef _PVSHIM_SERVED_H
#define _PVSHIM_SERVED_H

#include <linux/types.h>

#include <pvshim/ops.h>

struct notifier_block;

/**
 * struct pvshim_binding - which provider serves an operation
 * @served: a provider serves it, it is not native
 * @provider: the provider's name, "native" where none serves it
 * @switches: how often the operation has been switched since pvshim was loaded. Where two
 *	readings have the same number, one provider has served all calls between them.
 */
struct pvshim_binding {
	bool served;
	char provider[32];
	unsigned long switches;
};

#ifndef PVSHIM_ABSENT

/**
 * pvshim_served - whether a provider serves an operation now
 * @op: the operation, PVSHIM_OP_...
 * @binding: gets which one; may be NULL
 *
 * The answer may be old as soon as it is there; pvshim_register_notifier() tells of each
 * change. No call has to be protected by it: an operation that is native may be called.
 *
 * Context: any but NMI.
 * Return: true if one does; false if the operation is native, or if there is none of
 * this number.
 */
bool pvshim_served(enum pvshim_op op, struct pvshim_binding *binding);

/**
 * pvshim_register_notifier - be told of each switch
 * @nb: its function gets the operation's number as the action, and as the data a
 *	&struct pvshim_binding, which is valid during the call alone. What the function
 *	returns does not matter, but for NOTIFY_STOP_MASK, which it must not return.
 *
 * The function is called for each operation that a provider serves now, before this
 * returns, and from then on whenever an operation has been switched: its call sites are
 * patched, and the previous provider is released. Of operations that are switched
 * together it is told when all of them are. It is called in task context, with pvshim's
 * mutex held, one call at a time, and may sleep. It may call operations, pvshim_served()
 * and pvshim_hypercall(). It must neither register nor unregister a provider or a
 * notifier, nor switch an operation, nor wait for anything that does.
 *
 * Context: task, sleeps; takes pvshim's mutex. The caller holds no lock that the function
 * takes.
 * Return: 0; -EEXIST if @nb is registered already.
 */
int pvshim_register_notifier(struct notifier_block *nb);

/**
 * pvshim_unregister_notifier - be told no more
 * @nb: as it was registered
 *
 * When this returns, the function is not running and is not called any more, so its
 * module may be unloaded. It is not told that anything is native now: what it has set up
 * for the operations that are served, its caller takes down.
 *
 * Context: task, sleeps; takes pvshim's mutex. The caller holds no lock that the function
 * takes.
 */
void pvshim_unregister_notifier(struct notifier_block *nb);

#else /* as in call.h: nothing is served, and nothing changes */

static inline bool pvshim_served(enum pvshim_op op,
				 struct pvshim_binding *binding)
{
	if (binding)
		*binding = (struct pvshim_binding){ .provider = "native" };
	return false;
}

static inline int pvshim_register_notifier(struct notifier_block *nb)
{
	return 0;
}

static inline void pvshim_unregister_notifier(struct notifier_block *nb)
{
}

#endif /* PVSHIM_ABSENT */

#endif /* _PVSHIM_SERVED_H */
