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
	EXIT_COMMAND = 5, /* ab: the command failed */
};

/**
 * struct ab_options - what the user said of an A/B; NULL stands for the default
 * @load: the name of a load of ours
 * @pairs: how many pairs of blocks
 * @calls: how many calls in a block
 * @seed: of all that is random
 * @exits: a command that prints how many VM exits there were
 * @record: the file for what was bound before
 * @restore: bind what a killed A/B has recorded
 */
struct ab_options {
	const char *load;
	const char *pairs;
	const char *calls;
	const char *seed;
	const char *exits;
	const char *record;
	bool restore;
};

/**
 * struct options - what the user said before and between the words
 * @help: help instead of anything else
 * @json: JSON instead of text
 * @kernel: bind is about all operations of the kernel itself
 * @prometheus: values: in the text format of Prometheus
 * @watch: values: how many seconds between two samples, or NULL for one alone
 * @colour: standard output is a terminal that wants colour
 * @sysfs: where sysfs is mounted
 * @debugfs: where debugfs is mounted
 * @root: inspect: what stands before /proc, /sys, /boot and /dev, or NULL
 * @leaves: inspect: a file of CPUID's leaves, or NULL
 * @ab: what is said of an A/B
 */
struct options {
	bool help;
	bool json;
	bool kernel;
	bool prometheus;
	bool colour;
	const char *watch;
	const char *sysfs;
	const char *debugfs;
	const char *root;
	const char *leaves;
	struct ab_options ab;
};

#endif /* _PVSHIMCTL_H */
