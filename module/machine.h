/* SPDX-License-Identifier: GPL-2.0 */
/* The real machine, as detect.c wants to see it. */
#ifndef _PVSHIM_MACHINE_H
#define _PVSHIM_MACHINE_H

#include <pvshim/detect.h>

/**
 * pvshim_machine_supported - whether pvshim can run on this machine at all
 *
 * Return: 0, or -ENODEV with the reason in the log.
 */
int pvshim_machine_supported(void);

/**
 * pvshim_machine_detect - find out what is below
 * @found: the result
 */
void pvshim_machine_detect(struct pvshim_detection *found);

/**
 * pvshim_machine_log - say in the log what was found
 * @found: the result of pvshim_machine_detect()
 */
void pvshim_machine_log(const struct pvshim_detection *found);

#endif /* _PVSHIM_MACHINE_H */
