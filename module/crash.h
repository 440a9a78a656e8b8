/* SPDX-License-Identifier: GPL-2.0 */
/* The one caller of the operation crash_notify: panic(). */
#ifndef _PVSHIM_CRASH_H
#define _PVSHIM_CRASH_H

void pvshim_crash_init(void);
void pvshim_crash_exit(void);

#endif /* _PVSHIM_CRASH_H */
