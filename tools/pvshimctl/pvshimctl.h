/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of pvshimctl share. Start reading in main.c. */
#ifndef _PVSHIMCTL_H
#define _PVSHIMCTL_H

#include <stdbool.h>

/* Exit statuses, part of the interface: see pvshimctl(8). */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_REFUSED = 1, /* refused by pvshim, or failed */
	EXIT_USAGE = 2,
	EXIT_NOT_LOADED = 3,
	EXIT_NOT_PERMITTED = 4,
};

/**
 * struct options - what the user said before and between the words
 * @json: JSON instead of text
 * @colour: standard output is a terminal that wants colour
 * @sysfs: where sysfs is mounted
 * @debugfs: where debugfs is mounted
 */
struct options {
	bool json;
	bool colour;
	const char *sysfs;
	const char *debugfs;
};

/*
 * The commands. argv[0] is the command's name, argv[1] to argv[argc - 1] are
 * its arguments, as many as main.c's table allows. Each returns an exit status
 * and has then printed all that is to be said.
 */
int cmd_status(const struct options *options, int argc, char **argv);
int cmd_providers(const struct options *options, int argc, char **argv);
int cmd_ops(const struct options *options, int argc, char **argv);
int cmd_bind(const struct options *options, int argc, char **argv);
int cmd_verify(const struct options *options, int argc, char **argv);
int cmd_late(const struct options *options, int argc, char **argv);
int cmd_kernel_ops(const struct options *options, int argc, char **argv);
int cmd_bench(const struct options *options, int argc, char **argv);

#endif /* _PVSHIMCTL_H */
