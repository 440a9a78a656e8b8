/* SPDX-License-Identifier: GPL-2.0 */
/* The registered providers, and the results of their probes. */
#ifndef _PVSHIM_ENTRIES_H
#define _PVSHIM_ENTRIES_H

#include <linux/list.h>
#include <linux/mutex.h>

#include <pvshim/provider.h>

struct kobject;

/**
 * struct pvshim_verdict - the outcome of one probe
 * @error: 0 or a negative errno
 * @why: the reason, in words, if @error
 */
struct pvshim_verdict {
	int error;
	char why[sizeof_field(struct pvshim_probe, why)];
};

/**
 * struct pvshim_entry - a registered provider
 * @node: in pvshim_entries
 * @provider: its const description
 * @signature: its signature as the host announces it now, if @present
 * @present: the host announces it
 * @own: one of pvshim's own, which is pinned by each module that calls it
 * @going: it is being unregistered; each probe is refused
 * @started: its init function has succeeded, and its exit function was not called since
 * @init: whether it may be used at all
 * @version: what its init function wrote
 * @ops: the result of each operation's probe
 * @kobj: its directory in sysfs
 */
struct pvshim_entry {
	struct list_head node;
	const struct pvshim_provider *provider;
	struct pvshim_signature signature;
	bool present;
	bool own;
	bool going;
	bool started;
	struct pvshim_verdict init;
	char version[sizeof_field(struct pvshim_probe, version)];
	struct pvshim_verdict ops[PVSHIM_NR_OPS];
	struct kobject *kobj;
};

/* Serialises registration, probing and switching. */
extern struct mutex pvshim_mutex;

/* In order of registration, native first. Guarded by pvshim_mutex. */
extern struct list_head pvshim_entries;

/**
 * pvshim_find_entry - a provider by name
 * @name: the name
 *
 * Context: pvshim_mutex held.
 * Return: the entry, or NULL.
 */
struct pvshim_entry *pvshim_find_entry(const char *name);

/**
 * pvshim_judge - note the outcome of a probe
 * @verdict: gets the outcome
 * @error: 0 or a negative errno
 * @why: the reason, in words; "" if the number of the error is all there is
 *
 * Context: pvshim_mutex held.
 */
void pvshim_judge(struct pvshim_verdict *verdict, int error, const char *why);

/**
 * pvshim_is_native - whether an entry is that of the native provider
 * @entry: the entry
 *
 * Return: true if it is.
 */
bool pvshim_is_native(const struct pvshim_entry *entry);

/**
 * pvshim_verdict_class - the class of a refusal, for programs
 * @entry: the provider
 * @op: the operation, which it cannot serve
 *
 * Context: pvshim_mutex held.
 * Return: "none", "no" or "busy", see Documentation/ABI/testing.
 */
const char *pvshim_verdict_class(const struct pvshim_entry *entry,
				 enum pvshim_op op);

#endif /* _PVSHIM_ENTRIES_H */
