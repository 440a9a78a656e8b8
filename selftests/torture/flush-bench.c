// SPDX-License-Identifier: GPL-2.0
/*
 * How long a change of a page's protection takes when the old translation must be
 * flushed from the other CPUs, too. A thread of the same address space spins on each
 * of them, so that no CPU can be left out of the flush. Before each change this CPU
 * sleeps for a moment: with more virtual CPUs than real ones the others run then, and
 * have the translation when it is changed.
 *
 * Times are read from the TSC: where it is not the kernel's clocksource, asking the
 * kernel takes longer than a flush. Prints "flushes N siblings N min N median N
 * p99 N max N", times in nanoseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define PAGE	     4096
#define MAX_SAMPLES  100000
#define MAX_SIBLINGS 64

static unsigned long samples[MAX_SAMPLES];
static char *page;
static atomic_bool stop;
static atomic_uint ready;

static void die(const char *what)
{
	fprintf(stderr, "flush-bench: %s: %s\n", what, strerror(errno));
	exit(3);
}

static void stay_on(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
}

/* Reads the page, so that there is a translation to lose. */
static void *spin(void *data)
{
	stay_on((unsigned long)data);
	atomic_fetch_add(&ready, 1);
	while (!atomic_load(&stop)) {
		(void)*(volatile char *)page;
		__builtin_ia32_pause();
	}
	return NULL;
}

static unsigned long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000UL + t.tv_nsec;
}

/* Taking a permission away and giving it back in turns: the kernel flushes for both. */
static unsigned long flush_once(int protection)
{
	static const struct timespec moment = { .tv_nsec = 100000 };
	unsigned long begun;

	nanosleep(&moment, NULL);
	begun = __builtin_ia32_rdtsc();
	if (mprotect(page, PAGE, protection))
		die("mprotect");
	return __builtin_ia32_rdtsc() - begun;
}

static int compare(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a,
		      y = *(const unsigned long *)b;

	return (x > y) - (x < y);
}

/* In ticks of the TSC; sets *rate to its frequency in Hz. */
static unsigned int measure(unsigned int number, unsigned int seconds,
			    double *rate)
{
	unsigned long begun = now(), end = begun + seconds * 1000000000UL;
	unsigned long ticks = __builtin_ia32_rdtsc();
	unsigned int i;

	for (i = 0; i < number && now() < end; i++) {
		samples[i] =
			flush_once(i & 1 ? PROT_READ | PROT_WRITE : PROT_READ);
		if (i & 1)
			page[0] = 1;
	}
	ticks = __builtin_ia32_rdtsc() - ticks;
	*rate = ticks * 1e9 / (now() - begun);
	return i;
}

static unsigned long ns(unsigned long ticks, double rate)
{
	return ticks * 1e9 / rate;
}

static void report(unsigned int n, unsigned int siblings, double rate)
{
	if (!n) {
		errno = ENODATA;
		die("no flush in time");
	}
	qsort(samples, n, sizeof(samples[0]), compare);
	printf("flushes %u siblings %u min %lu median %lu p99 %lu max %lu\n", n,
	       siblings, ns(samples[0], rate), ns(samples[n / 2], rate),
	       ns(samples[n * 99UL / 100], rate), ns(samples[n - 1], rate));
}

int main(int argc, char **argv)
{
	unsigned int number = 400, seconds = 20, siblings, i;
	pthread_t threads[MAX_SIBLINGS];
	double rate;
	int opt;

	siblings = sysconf(_SC_NPROCESSORS_ONLN) - 1;
	while ((opt = getopt(argc, argv, "n:t:s:")) != -1) {
		if (opt == 'n')
			number = strtoul(optarg, NULL, 0);
		else if (opt == 't')
			seconds = strtoul(optarg, NULL, 0);
		else if (opt == 's')
			siblings = strtoul(optarg, NULL, 0);
		else
			number = 0;
	}
	if (!number || number > MAX_SAMPLES || siblings > MAX_SIBLINGS ||
	    optind != argc) {
		fputs("usage: flush-bench [-n FLUSHES] [-t SECONDS] [-s SIBLINGS]\n",
		      stderr);
		return 2;
	}
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		die("mmap");
	stay_on(0);
	page[0] = 1;
	for (i = 0; i < siblings; i++) {
		errno = pthread_create(&threads[i], NULL, spin,
				       (void *)(unsigned long)(i + 1));
		if (errno)
			die("pthread_create");
	}
	while (atomic_load(&ready) < siblings)
		sched_yield();
	number = measure(number, seconds, &rate);
	atomic_store(&stop, true);
	for (i = 0; i < siblings; i++)
		pthread_join(threads[i], NULL);
	report(number, siblings, rate);
	return 0;
}
