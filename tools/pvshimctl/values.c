// SPDX-License-Identifier: GPL-2.0
/* pvshimctl values: what the operations return now, once or again and again. */
#define _GNU_SOURCE
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "message.h"
#include "text.h"
#include "values-show.h"

#define LONGEST 3600 /* seconds */

/* 0 if it is none */
static unsigned int seconds(const char *text)
{
	unsigned long long value;

	if (!take_number(&text, &value) || *text || value > LONGEST)
		return 0;
	return value;
}

static void print(const struct sample *now, const struct sample *before)
{
	const struct options *options = now->tree.options;
	struct events events;
	struct values values = { now, before, &events };

	events_find(&events, now, before);
	if (options->json) {
		values_print_json(&values, options->watch);
	} else if (!options->watch) {
		values_print(&values);
	} else if (isatty(STDOUT_FILENO)) {
		/* home, and what was there is gone */
		fputs("\033[H\033[J", stdout);
		values_print(&values);
	} else {
		values_print_line(&values);
	}
	events_free(&events);
}

/* A reader gets each sample at once; for one that has closed the pipe, this ends. */
static bool is_read(void)
{
	return !fflush(stdout) && !ferror(stdout);
}

/* Until so many seconds after the last time; false if something came between. */
static bool sleep_until(struct timespec *next, unsigned int interval)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	next->tv_sec += interval;
	/* one that was missed is not made up for */
	if (next->tv_sec < now.tv_sec)
		*next = now;
	return !clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

static int next_sample(struct sample *before, const struct options *options)
{
	struct sample now;
	int status = sample_take(&now, options);

	if (status == EXIT_FINE)
		print(&now, before);
	else if (status == EXIT_NOT_LOADED)
		hint("it was unloaded while its values were read");
	sample_free(before);
	*before = now;
	return status;
}

static int show(const struct options *options, unsigned int interval)
{
	struct sample sample;
	struct timespec next;
	int status = sample_take(&sample, options);
	bool more = true;

	clock_gettime(CLOCK_MONOTONIC, &next);
	while (status == EXIT_FINE && more && sleep_until(&next, interval)) {
		status = next_sample(&sample, options);
		more = options->watch && is_read();
	}
	sample_free(&sample);
	return status;
}

static int show_prometheus(const struct options *options)
{
	struct sample now;
	int status = sample_take(&now, options);

	if (status == EXIT_FINE)
		values_print_prometheus(&now);
	sample_free(&now);
	return status;
}

int cmd_values(const struct options *options, int argc, char **argv)
{
	unsigned int interval = options->watch ? seconds(options->watch) : 1;

	(void)argc;
	(void)argv;
	if (!interval) {
		complain("%s is not a number of seconds from 1 to %d",
			 options->watch, LONGEST);
		return EXIT_USAGE;
	}
	if (options->prometheus && (options->watch || options->json)) {
		complain("--prometheus goes with neither --watch nor --json");
		return EXIT_USAGE;
	}
	return options->prometheus ? show_prometheus(options) :
				     show(options, interval);
}
