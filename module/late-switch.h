/* SPDX-License-Identifier: GPL-2.0 */
/* Who serves the late operations, and how that changes. */
#ifndef _PVSHIM_LATE_SWITCH_H
#define _PVSHIM_LATE_SWITCH_H

#include <linux/types.h>

/**
 * struct pvshim_late_state - who serves the late operations
 * @entry: the provider that has attached some, or NULL
 * @ops: these, as bits
 * @held: those that the kernel's own code kept at the last attempt, as bits
 * @switches: how often some were attached or detached
 * @paused: the system sleeps, so nothing is attached
 * @again: the provider whose operations are attached again when it wakes up, or
 *	NULL
 * @again_ops: these, as bits
 */
struct pvshim_late_state {
	struct pvshim_entry *entry;
	u32 ops;
	u32 held;
	unsigned long switches;
	bool paused;
	struct pvshim_entry *again;
	u32 again_ops;
};

/* Guarded by pvshim_mutex. */
extern struct pvshim_late_state pvshim_late_state;

/**
 * pvshim_late_provider - the name of whoever serves the late operations
 *
 * Context: pvshim_mutex held.
 * Return: the provider's name, or "native".
 */
const char *pvshim_late_provider(void);

/**
 * pvshim_late_request - do what somebody asks for
 * @text: "PROVIDER", "PROVIDER OP..." or "native"
 * @len: how many bytes; a NUL is not needed
 *
 * All or nothing; a refusal is logged with its reason.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 * Return: 0; -EINVAL if there is no such provider or operation; -EOPNOTSUPP if
 * the provider cannot serve one that was named, or none at all; -EBUSY if the
 * kernel's own code has one that was named, or all; or what a start function
 * returned.
 */
int pvshim_late_request(const char *text, size_t len);

/**
 * pvshim_late_change - attach late operations of a provider, instead of others
 * @entry: the provider, or NULL for native
 * @ops: which, as bits; it must be able to serve them
 * @exactly: all of them or none, not only those that nobody else has
 *
 * On failure the same is attached as before, and pvshim_late_state.held tells
 * who stood in the way.
 *
 * Context: task, sleeps; pvshim_mutex held.
 * Return: 0, -EBUSY, or what a start function returned.
 */
int pvshim_late_change(struct pvshim_entry *entry, u32 ops, bool exactly);

int pvshim_late_sysfs_init(void);
void pvshim_late_sysfs_exit(void);

#endif /* _PVSHIM_LATE_SWITCH_H */
