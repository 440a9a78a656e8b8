// SPDX-License-Identifier: GPL-2.0
/*
 * No thread may ever use a translation that another one has changed: owners
 * map, unmap, move, protect, discard and copy memory, and say when they are done;
 * watchers touch it and must find what was said. See torture.h.
 *
 * The last line of the output counts what was done. The exit status is 1 when a
 * stale translation was found, 2 for wrong usage, 3 when the test itself failed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "torture.h"

static struct thread {
	pthread_t id;
	void (*function)(unsigned int nr, struct counts *counts);
	unsigned int nr;
	struct counts counts;
} threads[MAX_THREADS];
static unsigned int nr_threads;

static void on_end(int number)
{
	(void)number;
	atomic_store(&stop, true);
}

static void *thread_main(void *data)
{
	struct thread *thread = data;

	thread->function(thread->nr, &thread->counts);
	return NULL;
}

static void start(unsigned int number,
		  void (*function)(unsigned int nr, struct counts *counts))
{
	unsigned int i;

	for (i = 0; i < number; i++) {
		struct thread *thread = &threads[nr_threads++];

		thread->function = function;
		thread->nr = i;
		errno = pthread_create(&thread->id, NULL, thread_main, thread);
		if (errno)
			die("pthread_create");
	}
}

static void wait_for_end(void)
{
	static const struct timespec tenth = { .tv_nsec = 100000000 };
	time_t now, end;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	end = t.tv_sec + options.seconds;
	do {
		nanosleep(&tenth, NULL);
		clock_gettime(CLOCK_MONOTONIC, &t);
		now = t.tv_sec;
	} while (!atomic_load(&stop) && (!options.seconds || now < end));
	atomic_store(&stop, true);
}

static struct counts add_up(void)
{
	struct counts sum = { 0 };
	unsigned int i;

	for (i = 0; i < nr_threads; i++) {
		const struct counts *c = &threads[i].counts;

		pthread_join(threads[i].id, NULL);
		sum.maps += c->maps;
		sum.generations += c->generations;
		sum.discards += c->discards;
		sum.forks += c->forks;
		sum.checks += c->checks;
		sum.gups += c->gups;
		sum.faults += c->faults;
		sum.stale += c->stale;
	}
	return sum;
}

static unsigned int parse_actions(char *list)
{
	unsigned int bits = 0, i;
	char *name;

	while ((name = strsep(&list, ","))) {
		for (i = 0; i < ACTIONS && strcmp(name, action_names[i]); i++)
			;
		if (i == ACTIONS)
			return 0;
		bits |= 1U << i;
	}
	return bits;
}

static void help(FILE *to)
{
	unsigned int i;

	fprintf(to,
		"usage: tlb-torture [OPTION]...\n"
		"  -t SECONDS   stop after that time (10; 0: only by -n or SIGTERM)\n"
		"  -n NUMBER    stop after so many changes\n"
		"  -o OWNERS    threads that change mappings (as many as CPUs)\n"
		"  -w WATCHERS  threads that touch them (as many as CPUs)\n"
		"  -g PINNERS   threads that pin pages (one for two CPUs)\n"
		"  -a LIST      what owners do (all), separated by commas:\n"
		"              ");
	for (i = 0; i < ACTIONS; i++)
		fprintf(to, " %s", action_names[i]);
	fprintf(to, "\n"
		    "  -r           watchers never write\n"
		    "  -s SEED      of the order of things (the time)\n");
}

static void yield_to_all(void)
{
	static const struct sched_param none;

	if (sched_setscheduler(0, SCHED_IDLE, &none))
		die("sched_setscheduler");
}

static void parse(int argc, char **argv)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int opt;

	options = (struct options){
		.owners = cpus,
		.watchers = cpus,
		.pinners = (cpus + 1) / 2,
		.seconds = 10,
		.actions = (1U << ACTIONS) - 1,
		.seed = time(NULL),
	};
	while ((opt = getopt(argc, argv, "t:n:o:w:g:a:rs:ih")) != -1) {
		switch (opt) {
		case 't':
			options.seconds = strtoul(optarg, NULL, 0);
			break;
		case 'n':
			options.generations = strtoul(optarg, NULL, 0);
			break;
		case 'o':
			options.owners = strtoul(optarg, NULL, 0);
			break;
		case 'w':
			options.watchers = strtoul(optarg, NULL, 0);
			break;
		case 'g':
			options.pinners = strtoul(optarg, NULL, 0);
			break;
		case 'a':
			options.actions = parse_actions(optarg);
			break;
		case 'r':
			options.reads_only = true;
			break;
		case 's':
			options.seed = strtoul(optarg, NULL, 0);
			break;
		case 'i':
			yield_to_all();
			break;
		case 'h':
			help(stdout);
			exit(0);
		default:
			help(stderr);
			exit(2);
		}
	}
	if (optind != argc || !options.owners || options.owners > MAX_SLOTS ||
	    options.watchers > MAX_SLOTS || options.pinners > MAX_SLOTS ||
	    !options.actions) {
		help(stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct counts sum;
	unsigned int i;

	parse(argc, argv);
	signal(SIGTERM, on_end);
	signal(SIGINT, on_end);
	faults_init();
	/* small pages, so that there are tables to go */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	for (i = 0; i < options.owners; i++)
		slot_init(i);
	start(options.owners, own);
	start(options.watchers, watch);
	start(options.pinners, pin);
	wait_for_end();
	sum = add_up();
	printf("maps %lu generations %lu discards %lu forks %lu ", sum.maps,
	       sum.generations, sum.discards, sum.forks);
	printf("checks %lu gups %lu faults %lu stale %lu\n", sum.checks,
	       sum.gups, sum.faults, sum.stale);
	if (sum.stale)
		return 1;
	errno = ENODATA;
	if (!sum.checks && options.watchers + options.pinners)
		die("no watcher has compared anything");
	return 0;
}
