// SPDX-License-Identifier: GPL-2.0
/* pvshimctl bench: what a call costs, as measured by the module pvshim_bench. */
#include "print.h"

int cmd_bench(const struct options *options, int argc, char **argv)
{
	(void)options;
	(void)argc;
	(void)argv;
	complain("the module pvshim_bench is not loaded");
	hint("as root: modprobe pvshim_bench");
	return EXIT_NOT_LOADED;
}
