/* SPDX-License-Identifier: GPL-2.0 */
/* The options of the command line. */
#ifndef _PVSHIMCTL_OPTIONS_H
#define _PVSHIMCTL_OPTIONS_H

#include "pvshimctl.h"

/**
 * read_options - read them, wherever they stand; what is behind "--" is none
 * @options: gets them
 * @argc: of main()
 * @argv: of main(); the other words come last then, from optind on
 *
 * Return: -1 to go on, or an exit status with everything said.
 */
int read_options(struct options *options, int argc, char **argv);

#endif /* _PVSHIMCTL_OPTIONS_H */
