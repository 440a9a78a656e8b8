/* SPDX-License-Identifier: GPL-2.0 */
/* The providers, what each can serve here, and what is bound. */
#ifndef _PVSHIM_REGISTRY_H
#define _PVSHIM_REGISTRY_H

#include <linux/list.h>
#include <linux/mutex.h>

#include <pvshim/provider.h>

#include "late.h"

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
 * @own: one of pvshim's own, which those who call it pin
 * @going: it is being unregistered, and serves nothing whatever a probe would say
 * @started: its stop function has to be called some time
 * @start: whether it may be used at all
 * @version: what its start function wrote
 * @ops: what each operation's probe said
 * @late: what each late operation's probe said; see late.h
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
	struct pvshim_verdict start;
	char version[sizeof_field(struct pvshim_probe, version)];
	struct pvshim_verdict ops[PVSHIM_NR_OPS];
	struct pvshim_verdict late[PVSHIM_NR_LATE];
	struct kobject *kobj;
};

/* Serialises registration, switching and everything below. */
extern struct mutex pvshim_mutex;
extern struct list_head pvshim_entries;

/* What is below us, as of the last look. Guarded by pvshim_mutex. */
extern struct pvshim_detection pvshim_found;

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
 * @verdict: where
 * @error: 0 or a negative errno
 * @why: the reason, in words; without any the errno has to do
 *
 * Context: pvshim_mutex held.
 */
void pvshim_judge(struct pvshim_verdict *verdict, int error, const char *why);

/**
 * pvshim_registry_refresh - ask all providers again what they can serve
 *
 * By the signatures in pvshim_found. Providers whose signature is gone are told so;
 * what comes back, at whatever base, is started again.
 *
 * Context: task, sleeps; pvshim_mutex held. Binds and unbinds nothing.
 */
void pvshim_registry_refresh(void);

/**
 * pvshim_registry_settle - stop the providers that are of no use any more
 *
 * Context: task, sleeps; pvshim_mutex held. After pvshim_registry_refresh(), when
 * what these can serve no longer has been unbound.
 */
void pvshim_registry_settle(void);

int pvshim_registry_init(void);
void pvshim_registry_exit(void);

#endif /* _PVSHIM_REGISTRY_H */
