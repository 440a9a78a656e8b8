/* SPDX-License-Identifier: GPL-2.0 */
/* Probing: what each provider can serve on this machine. */
#ifndef _PVSHIM_PROBE_H
#define _PVSHIM_PROBE_H

struct pvshim_entry;

/**
 * pvshim_probe_entry - ask a provider what it can serve
 * @entry: the provider; its signature is looked for in pvshim_found
 *
 * Context: task, sleeps; pvshim_mutex held. Binds and unbinds nothing.
 */
void pvshim_probe_entry(struct pvshim_entry *entry);

/**
 * pvshim_probe_again - ask all providers again what they can serve
 *
 * By the signatures in pvshim_found. A provider whose signature is gone has its function
 * lost called; one whose signature is back, at any base, is initialised again.
 *
 * Context: task, sleeps; pvshim_mutex held. Binds and unbinds nothing.
 */
void pvshim_probe_again(void);

/**
 * pvshim_probe_settle - stop the providers whose init function fails now
 *
 * Context: task, sleeps; pvshim_mutex held. After pvshim_probe_again(), when nothing is
 * bound to these providers any more.
 */
void pvshim_probe_settle(void);

/**
 * pvshim_probe_stop - stop a provider for good
 * @entry: the provider; nothing is bound to it
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_probe_stop(struct pvshim_entry *entry);

#endif /* _PVSHIM_PROBE_H */
