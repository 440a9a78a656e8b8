/* SPDX-License-Identifier: GPL-2.0 */
/* Whether what was probed at load still holds. */
#ifndef _PVSHIM_VERIFY_H
#define _PVSHIM_VERIFY_H

/**
 * pvshim_verify - probe everything again; what no longer holds becomes native
 * @event: what has happened, for the log
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_verify(const char *event);

/* How often that was done since the module was loaded. Guarded by pvshim_mutex. */
extern unsigned long pvshim_verifications;

int pvshim_verify_init(void);
void pvshim_verify_exit(void);

#endif /* _PVSHIM_VERIFY_H */
