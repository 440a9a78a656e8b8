// SPDX-License-Identifier: GPL-2.0
/*
 * How long a change of a page's protection takes when the old translation must be
 * flushed from the other CPUs, too. A thread of the same address space spins on each
 * of them, so that no CPU can be left out of the flush. Before each change this CPU
 * sleeps for a moment: with more virtual CPUs than real ones the others run then, and
 * have the translation when it is changed. With -i they sleep instead, so that their
 * CPUs are idle most of the time. With -u an unrelated process measures on the last CPU
 * what it loses: how long a pass over its own pages takes.
 *
 * Times are read from the TSC: where it is not the kernel's clocksource, asking the
 * kernel takes longer than a flush. Prints "flushes N siblings N min N median N
 * p99 N max N", times in nanoseconds, and before that, of the unrelated process, "passes N
 * persecond N pass N lost N".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE	     4096
#define MAX_SAMPLES  2000000
#define MAX_SIBLINGS 64
#define OTHER_PAGES  512
#define LOST_CPU     2500000 /* ns, less than a time slice */

static unsigned long samples[MAX_SAMPLES];
static char *page;
static atomic_bool stop;
static atomic_uint ready;

static struct {
	unsigned int flushes, seconds, siblings, cpus;
	struct timespec moment;
	bool idle, unrelated;
} options = {
	.flushes = 400,
	.seconds = 20,
	.moment.tv_nsec = 100000,
};

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
	static const struct timespec rest = { .tv_nsec = 20000000 };

	stay_on((unsigned long)data);
	atomic_fetch_add(&ready, 1);
	while (!atomic_load(&stop)) {
		(void)*(volatile char *)page;
		if (options.idle)
			nanosleep(&rest, NULL);
		else
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
	unsigned long begun;

	nanosleep(&options.moment, NULL);
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

static char *map(size_t length)
{
	char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	return memory;
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
static unsigned long lost(unsigned int n, double rate)
{
	unsigned long median = samples[n / 2], sum = 0;
	unsigned int i;

	for (i = n / 2; i < n && ns(samples[i], rate) < LOST_CPU; i++)
		sum += samples[i] - median;
	return ns(sum, rate);
}

static void report_passes(unsigned int n, unsigned long time, double rate)
{
	if (!n || n > MAX_SAMPLES)
		exit(3);
	qsort(samples, n, sizeof(samples[0]), compare);
	printf("passes %u persecond %.0f pass %lu lost %lu\n", n,
	       n * 1e9 / time, ns(samples[n / 2], rate), lost(n, rate));
}

/* The unrelated process: it uses many translations. */
static void pass_over_pages(unsigned int cpu)
{
	volatile char *pages = map(OTHER_PAGES * PAGE);
	unsigned long begun, time = now(), ticks = __builtin_ia32_rdtsc();
	unsigned int n, i;

	stay_on(cpu);
	for (n = 0; !atomic_load(&stop) && n < MAX_SAMPLES; n++) {
		begun = __builtin_ia32_rdtsc();
		for (i = 0; i < OTHER_PAGES; i++)
			pages[i * PAGE]++;
		samples[n] = __builtin_ia32_rdtsc() - begun;
	}
	ticks = __builtin_ia32_rdtsc() - ticks;
	time = now() - time;
	report_passes(n, time, ticks * 1e9 / time);
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

	options.siblings = options.cpus - 1;
	while ((opt = getopt(argc, argv, "n:t:s:p:iu")) != -1) {
		unsigned long value = optarg ? strtoul(optarg, NULL, 0) : 1;

		switch (opt) {
		case 'n':
			options.flushes = value;
			break;
		case 't':
			options.seconds = value;
			break;
		case 's':
			options.siblings = value;
			break;
		case 'p':
			options.moment.tv_nsec = value * 1000;
			break;
		case 'i':
			options.idle = true;
			break;
		case 'u':
			options.unrelated = true;
			break;
		default:
			return false;
		}
	}
	return options.flushes && options.flushes <= MAX_SAMPLES &&
	       options.siblings <= MAX_SIBLINGS &&
	       options.moment.tv_nsec < 1000000000 && optind == argc;
}

static void start_siblings(pthread_t *threads)
{
	unsigned int i;

	for (i = 0; i < options.siblings; i++) {
		errno = pthread_create(&threads[i], NULL, spin,
				       (void *)(unsigned long)(i + 1));
		if (errno)
			die("pthread_create");
	}
	while (atomic_load(&ready) < options.siblings)
		sched_yield();
}

int main(int argc, char **argv)
{
	pthread_t threads[MAX_SIBLINGS];
	unsigned int number, i;
	pid_t unrelated = 0;
	double rate;

	options.cpus = sysconf(_SC_NPROCESSORS_ONLN);
	if (!parse(argc, argv))
		return usage();
	if (options.unrelated)
		unrelated = start_unrelated(options.cpus - 1);
	page = map(PAGE);
	stay_on(0);
	page[0] = 1;
	start_siblings(threads);
	number = measure(options.flushes, options.seconds, &rate);
	atomic_store(&stop, true);
	for (i = 0; i < options.siblings; i++)
		pthread_join(threads[i], NULL);
	if (unrelated)
		end_unrelated(unrelated);
	report(number, options.siblings, rate);
	return 0;
}
