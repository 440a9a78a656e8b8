// SPDX-License-Identifier: GPL-2.0
/* What the operations return now, by sysfs alone. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cpus.h"
#include "file.h"
#include "message.h"
#include "sample.h"
#include "text.h"

/* The first file that should have been read but could not, and what it said */
struct trouble {
	char *path;
	const char *problem;
};

static void note_trouble(struct trouble *trouble, const char *path,
			 const char *problem)
{
	if (trouble->path)
		return;
	trouble->path = format("%s", path);
	trouble->problem = problem;
}

static char *path_of(const struct options *options, const char *name)
{
	return format("%s/kernel/pvshim/%s", options->sysfs, name);
}

/* A line that is a number and nothing else; 0 if it is not */
static unsigned long long read_number(struct trouble *trouble, const char *dir,
				      const char *name)
{
	char *path = format("%s/%s", dir, name);
	char *line = file_line(path);
	const char *problem = line ? "not a number" : file_problem(errno);
	const char *text = line;
	unsigned long long value;
	bool good = line && take_number(&text, &value) && !*text;

	if (!good)
		note_trouble(trouble, path, problem);
	free(line);
	free(path);
	return good ? value : 0;
}

/* "cpu" and a number; later versions may have other names */
static bool is_cpu(const char *name, unsigned long long *number)
{
	const char *text = name + strlen("cpu");

	return !strncmp(name, "cpu", strlen("cpu")) && *text >= '0' &&
	       take_number(&text, number) && !*text && *number <= INT_MAX;
}

/* "0-3,5": whether a number is in there; true where there is no such list */
static bool in_list(const char *list, unsigned int number)
{
	unsigned long long first, last;

	do {
		if (!list || !take_number(&list, &first))
			return true;
		last = first;
		if (*list == '-' && (list++, !take_number(&list, &last)))
			return true;
		if (*list && *list != ',')
			return true;
		if (number >= first && number <= last)
			return true;
	} while (*list++ == ',');
	return false;
}

static void read_cpu(struct sample *sample, struct trouble *trouble,
		     const char *dir, struct cpu_sample *cpu)
{
	cpu->begun = clock_ns(CLOCK_BOOTTIME);
	cpu->stolen = read_number(trouble, dir, "steal_clock");
	cpu->done = clock_ns(CLOCK_BOOTTIME);
	cpu->preempted = read_number(trouble, dir, "vcpu_is_preempted");
	sample->cpu =
		xalloc(sample->cpu, (sample->nr + 1) * sizeof(*sample->cpu));
	sample->cpu[sample->nr++] = *cpu;
}

static int by_number(const void *a, const void *b)
{
	const struct cpu_sample *one = a, *other = b;

	return one->number < other->number ? -1 : one->number > other->number;
}

static void read_cpus(struct sample *sample, struct trouble *trouble,
		      const struct options *options)
{
	char *online = format("%s/devices/system/cpu/online", options->sysfs);
	char *list = file_line(online);
	char *cpus = path_of(options, "cpus");
	char **names, **name;
	unsigned long long number;
	int error = file_list(cpus, &names);

	if (error)
		note_trouble(trouble, cpus,
			     file_is_gone(error) ?
				     "this pvshim is too old for it" :
				     file_problem(error));
	for (name = names; *name; name++) {
		char *dir = format("%s/%s", cpus, *name);

		if (is_cpu(*name, &number))
			read_cpu(sample, trouble, dir,
				 &(struct cpu_sample){
					 .number = number,
					 .online = in_list(list, number) });
		free(dir);
	}
	if (sample->nr)
		qsort(sample->cpu, sample->nr, sizeof(*sample->cpu), by_number);
	file_free_list(names);
	free(cpus);
	free(list);
	free(online);
}

/* The module reads the host within the time that it takes us to read the file. */
static void read_host(struct host_sample *host, const struct options *options)
{
	char *path = path_of(options, "host_clock/offset");
	unsigned long long begun = clock_ns(CLOCK_BOOTTIME), passed;
	long long guest = clock_ns(CLOCK_REALTIME);
	char *line = file_line(path);
	char *end = line;

	if (!line)
		host->why = file_problem(errno);
	passed = clock_ns(CLOCK_BOOTTIME) - begun;
	host->error = passed / 2;
	host->boot = begun + passed / 2;
	host->guest = guest + (long long)passed / 2;
	errno = 0;
	if (line)
		host->offset = strtoll(line, &end, 10);
	if (line && !*line)
		host->why = "no provider serves host_time";
	else if (line && (errno || end == line || *end))
		host->why = "not a number";
	free(line);
	free(path);
}

/* What goes wrong because the module is going is that the module is not loaded. */
int sample_take(struct sample *sample, const struct options *options)
{
	struct trouble trouble = {};
	int status;

	*sample = (struct sample){};
	read_cpus(sample, &trouble, options);
	read_host(&sample->host, options);
	status = tree_read_bindings(&sample->tree, options);
	if (status == EXIT_FINE && trouble.path) {
		complain("cannot read %s: %s", trouble.path, trouble.problem);
		status = EXIT_REFUSED;
	}
	free(trouble.path);
	return status;
}

void sample_free(struct sample *sample)
{
	tree_free(&sample->tree);
	free(sample->cpu);
}

const struct cpu_sample *sample_cpu(const struct sample *sample,
				    unsigned int number)
{
	size_t i;

	for (i = 0; i < sample->nr; i++)
		if (sample->cpu[i].number == number)
			return &sample->cpu[i];
	return NULL;
}

const char *sample_provider(const struct sample *sample, const char *op)
{
	const struct node *node = nodes_find(&sample->tree.ops, op);

	return node ? node_text(node, "provider") : "native";
}

bool sample_served(const struct sample *sample, const char *op)
{
	return strcmp(sample_provider(sample, op), "native");
}

unsigned long long sample_sum(const struct nodes *nodes, const char *file)
{
	unsigned long long sum = 0, value;
	size_t i;

	for (i = 0; i < nodes->nr; i++) {
		const char *text = node_value(&nodes->node[i], file);

		if (text && take_number(&text, &value))
			sum += value;
	}
	return sum;
}
