/* SPDX-License-Identifier: GPL-2.0 */
/* The real machine, as detect.c wants to see it. */
#ifndef _PVSHIM_MACHINE_H
#define _PVSHIM_MACHINE_H

#include "detect.h"

/**
 * pvshim_machine_supported - whether pvshim can run on this machine at all
 *
 * Return: 0, or -ENODEV with the reason in the log.
 */
int pvshim_machine_supported(void);

/* What is below us, as of the last pvshim_machine_detect(). Guarded by pvshim_mutex. */
extern struct pvshim_detection pvshim_found;

/**
 * pvshim_machine_detect - find out what is below, in pvshim_found
 *
 * Context: any; pvshim_mutex held, but for the first time.
 */
void pvshim_machine_detect(void);

/**
 * pvshim_machine_log - say in the log what was found
 */
void pvshim_machine_log(void);

#endif /* _PVSHIM_MACHINE_H */
