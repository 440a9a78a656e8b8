/* SPDX-License-Identifier: GPL-2.0 */
/* The machine that detect.c looks at: its CPUID, DMI and backdoor port. */
#ifndef _PVSHIM_MACHINE_H
#define _PVSHIM_MACHINE_H

#include "detect.h"

/**
 * pvshim_machine_supported - whether pvshim can run on this machine at all
 *
 * Return: 0, or -ENODEV with the reason in the log.
 */
int pvshim_machine_supported(void);

/* The result of the last pvshim_machine_detect(). Guarded by pvshim_mutex. */
extern struct pvshim_detection pvshim_found;

/**
 * pvshim_machine_detect - detect the interfaces of this machine, into pvshim_found
 *
 * Context: any; pvshim_mutex held, but for the first time.
 */
void pvshim_machine_detect(void);

/**
 * pvshim_machine_log - log what was found
 */
void pvshim_machine_log(void);

#endif /* _PVSHIM_MACHINE_H */
