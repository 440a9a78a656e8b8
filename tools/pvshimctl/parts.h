/* SPDX-License-Identifier: GPL-2.0 */
/* What of the machine and its kernel goes into a report. */
#ifndef _PVSHIMCTL_PARTS_H
#define _PVSHIMCTL_PARTS_H

#include <stdio.h>

#include "guest.h"

/* Print the part; what could not be read is said by the guest itself. */
void part_kernel(FILE *out, const struct guest *guest);
void part_command_line(FILE *out, const struct guest *guest);
void part_configuration(FILE *out, const struct guest *guest);
void part_log(FILE *out, const struct guest *guest);
void part_modules(FILE *out, const struct guest *guest);
void part_cpu(FILE *out, const struct guest *guest);
void part_debugfs(FILE *out, const struct guest *guest);
/* As "cpuid -r" prints them, so that --leaves reads them */
void part_leaves(FILE *out, const struct options *options);

#endif /* _PVSHIMCTL_PARTS_H */
