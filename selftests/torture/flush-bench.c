// SPDX-License-Identifier: GPL-2.0
/*
 * How long a change of a page's protection takes when the old translation must be
 * flushed from the other CPUs, too: the load "flush" of pvshimctl. A thread of the same
 * address space spins on each of them, so that no CPU can be left out of the flush.
 * Before each change this CPU sleeps for a moment. With -i the threads sleep instead of
 * spinning, so that their CPUs are idle most of the time. With -u an unrelated process
 * measures on the last CPU what it loses: how long a pass over its own pages takes.
 *
 * Prints "flushes N siblings N min N median N p99 N max N", times in nanoseconds, and
 * before that, of the unrelated process, "passes N persecond N pass N lost N".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../tools/pvshimctl/cpus.h"
#include "../../tools/pvshimctl/load.h"

#define PAGE	     4096
#define MAX_SIBLINGS 64
#define OTHER_PAGES  512
#define LOST_CPU     2500000 /* ns, less than a time slice */

static double samples[LOAD_MOST_CALLS];
static atomic_bool stop;
static bool unrelated;

static struct load_order order = {
	.calls = 400,
	.seconds = 20,
	.pause.tv_nsec = 100000,
	.pages = 1,
};

static void die(const char *what)
{
	fprintf(stderr, "flush-bench: %s: %s\n", what, strerror(errno));
	exit(3);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void report(unsigned int n)
{
	if (!n) {
		errno = ENODATA;
		die("no flush in time");
	}
	qsort(samples, n, sizeof(samples[0]), compare);
	printf("flushes %u siblings %u min %.0f median %.0f p99 %.0f max %.0f\n",
	       n, order.siblings, samples[0], samples[n / 2],
	       samples[n * 99UL / 100], samples[n - 1]);
}

static void on_end(int number)
{
	(void)number;
	atomic_store(&stop, true);
}

/*
 * What passes took longer than the median one, all together: translations to be found
 * again, and interrupts. A longer one has lost its CPU to another process.
 */
static double lost(unsigned int n, double tick)
{
	double sum = 0;
	unsigned int i;

	for (i = n / 2; i < n && samples[i] * tick < LOST_CPU; i++)
		sum += samples[i] - samples[n / 2];
	return sum * tick;
}

/* @tick: in ns; the samples are in ticks */
static void report_passes(unsigned int n, unsigned long time, double tick)
{
	if (!n || n > LOAD_MOST_CALLS)
		exit(3);
	qsort(samples, n, sizeof(samples[0]), compare);
	printf("passes %u persecond %.0f pass %.0f lost %.0f\n", n,
	       n * 1e9 / time, samples[n / 2] * tick, lost(n, tick));
}

/* The unrelated process: it uses many translations. */
static void pass_over_pages(unsigned int cpu)
{
	volatile char *pages = mmap(NULL, OTHER_PAGES * PAGE,
				    PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ticks start = ticks_start();
	unsigned long begun, time;
	unsigned int n, i;
	cpu_set_t all;
	double tick;

	if (pages == MAP_FAILED)
		die("mmap");
	if (sched_getaffinity(0, sizeof(all), &all))
		die("sched_getaffinity");
	errno = stay_on(&all, cpu);
	if (errno)
		die("sched_setaffinity");
	for (n = 0; !atomic_load(&stop) && n < LOAD_MOST_CALLS; n++) {
		begun = __builtin_ia32_rdtsc();
		for (i = 0; i < OTHER_PAGES; i++)
			pages[i * PAGE]++;
		samples[n] = __builtin_ia32_rdtsc() - begun;
	}
	tick = ticks_stop(&start);
	time = now_ns() - start.ns;
	report_passes(n, time, tick);
	exit(0);
}

static pid_t start_unrelated(unsigned int cpu)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (!pid) {
		signal(SIGTERM, on_end);
		pass_over_pages(cpu);
	}
	return pid;
}

static void end_unrelated(pid_t pid)
{
	int status;

	kill(pid, SIGTERM);
	if (waitpid(pid, &status, 0) != pid || status) {
		errno = ENODATA;
		die("the unrelated process");
	}
}

static int usage(void)
{
	fputs("usage: flush-bench [OPTION]...\n"
	      "  -n FLUSHES       how many (400)\n"
	      "  -t SECONDS       at most so long (20)\n"
	      "  -p MICROSECONDS  sleep before each (100)\n"
	      "  -s SIBLINGS      threads, on CPU 1 and up (on all CPUs)\n"
	      "  -i               siblings are idle most of the time\n"
	      "  -u               an unrelated process, on the last CPU\n",
	      stderr);
	return 2;
}

static bool parse(int argc, char **argv)
{
	int opt;

	order.siblings = nr_cpus() - 1;
	while ((opt = getopt(argc, argv, "n:t:s:p:iu")) != -1) {
		unsigned long value = optarg ? strtoul(optarg, NULL, 0) : 1;

		switch (opt) {
		case 'n':
			order.calls = value;
			break;
		case 't':
			order.seconds = value;
			break;
		case 's':
			order.siblings = value;
			break;
		case 'p':
			order.pause.tv_nsec = value * 1000;
			break;
		case 'i':
			order.idle = true;
			break;
		case 'u':
			unrelated = true;
			break;
		default:
			return false;
		}
	}
	return order.calls && order.calls <= LOAD_MOST_CALLS &&
	       order.siblings <= MAX_SIBLINGS &&
	       order.pause.tv_nsec < 1000000000 && optind == argc;
}

int main(int argc, char **argv)
{
	unsigned int number;
	pid_t other = 0;

	if (!parse(argc, argv))
		return usage();
	if (unrelated)
		other = start_unrelated(nr_cpus() - 1);
	errno = load_flush(&order, samples, &number);
	if (errno)
		die("flushes");
	if (other)
		end_unrelated(other);
	report(number);
	return 0;
}
