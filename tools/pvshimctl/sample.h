/* SPDX-License-Identifier: GPL-2.0 */
/* What the operations return now, by sysfs alone. */
#ifndef _PVSHIMCTL_SAMPLE_H
#define _PVSHIMCTL_SAMPLE_H

#include <stdbool.h>

#include "tree.h"

/**
 * struct cpu_sample - of one CPU
 * @number: its number
 * @online: whether it is; true if that is not known
 * @preempted: the hypervisor has taken it away
 * @stolen: nanoseconds that were stolen from it, as of a time from @begun to @done
 * @begun: nanoseconds since boot, before @stolen was read
 * @done: and after
 */
struct cpu_sample {
	unsigned int number;
	bool online;
	bool preempted;
	unsigned long long stolen;
	unsigned long long begun, done;
};

/**
 * struct host_sample - of the host's clock
 * @why: why it is not known, or NULL; the rest counts only then
 * @offset: nanoseconds by which it is ahead of this guest's
 * @error: nanoseconds by which that may be wrong
 * @guest: nanoseconds of this guest's clock at that time
 * @boot: nanoseconds since boot at that time
 */
struct host_sample {
	const char *why;
	long long offset;
	unsigned long long error;
	long long guest;
	unsigned long long boot;
};

/**
 * struct sample - of all CPUs at one time
 * @tree: the rest of sysfs
 * @cpu: by number
 * @nr: how many
 * @host: the host's clock
 */
struct sample {
	struct tree tree;
	struct cpu_sample *cpu;
	size_t nr;
	struct host_sample host;
};

/**
 * sample_take - read it
 * @sample: gets it; to be freed in any case
 * @options: where
 *
 * Return: EXIT_FINE, or another exit status with everything said.
 */
int sample_take(struct sample *sample, const struct options *options);
void sample_free(struct sample *sample);

/* The CPU of that number, or NULL */
const struct cpu_sample *sample_cpu(const struct sample *sample,
				    unsigned int number);

/* Who serves an operation; "native" if there is no such operation. */
const char *sample_provider(const struct sample *sample, const char *op);
/* Whether any but native does. */
bool sample_served(const struct sample *sample, const char *op);

/**
 * sample_sum - the sum of a number that all nodes have in a file
 * @nodes: providers or operations
 * @file: the file
 *
 * Return: the sum; what is no number counts as nothing.
 */
unsigned long long sample_sum(const struct nodes *nodes, const char *file);

#endif /* _PVSHIMCTL_SAMPLE_H */
