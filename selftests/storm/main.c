// SPDX-License-Identifier: GPL-2.0
/*
 * Everything that can happen to pvshim's registry, at once and at full speed:
 * modules with providers and consumers come and go, and pvshim with them; operations
 * are bound, the kernel's own too, everything probed again, by request and by a
 * suspend as far as the freezer; and every file is read. See storm.h.
 *
 *	registry-storm [-n OPERATIONS] [-t SECONDS] [-s SEED]
 *
 * pvshim must not be loaded; the modules lie in /pvshim/modules. At the end, a line
 * for each kind of operation: how many were done, refused, came too early or too
 * late, and went wrong. The exit status is 1 if anything was wrong that must not
 * be, 2 for wrong usage, 3 when the program itself failed.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "storm.h"

/*
 * Who switches holds pvshim's mutex while all calls end, tenths of a second; all who
 * wait for it go through in between, so that many of them make a storm.
 */
#define READERS_A_CPU 8

#define MAX_THREADS 128

static unsigned long wanted = 2000;
static unsigned int seconds = 600;
static unsigned long seed = 1;

static struct thread {
	pthread_t id;
	void (*function)(struct dice *dice);
	struct dice dice;
} threads[MAX_THREADS];
static unsigned int nr_threads;

/*
 * Of each kind at least one in so many operations, and at least one of all. There is
 * no such minimum for the kernel's own operations, which few kernels have.
 */
static const struct {
	const char *name;
	unsigned int part;
} kinds[NR_KINDS] = {
	[KIND_read] = { "read", 10 },
	[KIND_bind] = { "bind", 20 },
	[KIND_verify] = { "verify", 100 },
	[KIND_kernel] = { "kernel", 0 },
	[KIND_suspend] = { "suspend", 2000 },
	[KIND_mind] = { "mind", 500 },
	[KIND_provider] = { "provider", 400 },
	[KIND_consumer] = { "consumer", 1000 },
	[KIND_reload] = { "reload", 4000 },
};

static void *thread_main(void *data)
{
	struct thread *thread = data;

	thread->function(&thread->dice);
	return NULL;
}

/* start - a thread, bound to one CPU, or to none with -1 */
static void start(void (*function)(struct dice *dice), int cpu)
{
	struct thread *thread = &threads[nr_threads++];
	cpu_set_t cpus;

	thread->function = function;
	thread->dice.state = seed * 1000003 + nr_threads;
	if (pthread_create(&thread->id, NULL, thread_main, thread)) {
		perror("registry-storm: thread");
		exit(3);
	}
	if (cpu < 0)
		return;
	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	pthread_setaffinity_np(thread->id, sizeof(cpus), &cpus);
}

/* Half of the readers stay on this CPU. */
static void start_on(int cpu)
{
	unsigned int i;

	start(bind_on_and_on, cpu);
	for (i = 0; i < READERS_A_CPU; i++)
		start(read_on_and_on, i & 1 ? cpu : -1);
}

static void start_all(void)
{
	const unsigned int others = 4;
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), cpu;

	for (cpu = 0; cpu < cpus; cpu++)
		if (nr_threads + 1 + READERS_A_CPU + others <= MAX_THREADS)
			start_on(cpu);
	start(verify_on_and_on, -1);
	start(bind_on_and_on, -1);
	start(suspend_on_and_on, -1);
	start(load_on_and_on, -1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* lacking - how many of this kind there still have to be */
static unsigned long lacking(unsigned int kind)
{
	unsigned int part = kinds[kind].part;
	unsigned long done = atomic_load(&counters[kind][DONE]);
	unsigned long least = part ? wanted / part : 0;

	if (part && !least)
		least = 1;
	return done < least ? least - done : 0;
}

/* Of all together, and of each kind. */
static bool enough(void)
{
	unsigned int kind;

	for (kind = 0; kind < NR_KINDS; kind++)
		if (lacking(kind))
			return false;
	return atomic_load(&total) >= wanted;
}

static void say_how_far(double passed)
{
	unsigned int kind;

	printf("%lu operations after %.0f s", atomic_load(&total), passed);
	for (kind = 0; kind < NR_KINDS; kind++)
		if (lacking(kind))
			printf(", %lu more of %s", lacking(kind),
			       kinds[kind].name);
	putchar('\n');
	fflush(stdout);
}

/* Ends when there are enough of them, in the worst case when time is up. */
static void wait_for_end(void)
{
	double begun = now(), said = begun;

	while (!enough() && now() - begun < seconds &&
	       atomic_load(&wrongs) < MAX_MESSAGES) {
		usleep(200000);
		if (now() - said < 30)
			continue;
		said = now();
		say_how_far(said - begun);
	}
	atomic_store(&stop, true);
	printf("seconds %.0f\n", now() - begun);
}

static void report(void)
{
	unsigned int kind;

	for (kind = 0; kind < NR_KINDS; kind++)
		printf("%s done %lu refused %lu gone %lu wrong %lu\n",
		       kinds[kind].name, atomic_load(&counters[kind][DONE]),
		       atomic_load(&counters[kind][REFUSED]),
		       atomic_load(&counters[kind][GONE]),
		       atomic_load(&counters[kind][WRONG]));
	printf("operations %lu\n", atomic_load(&total));
}

static void parse(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "n:t:s:")) != -1) {
		switch (option) {
		case 'n':
			wanted = strtoul(optarg, NULL, 0);
			break;
		case 't':
			seconds = strtoul(optarg, NULL, 0);
			break;
		case 's':
			seed = strtoul(optarg, NULL, 0);
			break;
		default:
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	pthread_t watch;
	unsigned int i;

	parse(argc, argv);
	log_open();
	modules_load();
	if (pthread_create(&watch, NULL, log_watch, NULL))
		return 3;
	start_all();
	wait_for_end();
	for (i = 0; i < nr_threads; i++)
		pthread_join(threads[i].id, NULL);
	modules_unload();
	log_close();
	pthread_join(watch, NULL);
	report();
	return atomic_load(&wrongs) ? 1 : 0;
}
