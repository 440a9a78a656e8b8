// SPDX-License-Identifier: GPL-2.0
/* Loads that make CPUs interrupt each other. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cpus.h"
#include "load.h"

#define PAGE 4096

static atomic_char *page;
static atomic_bool stop;
static atomic_uint ready;
static const struct load_order *current;

/* What is measured, and what is done after it, or NULL */
struct call {
	int (*call)(unsigned int i);
	void (*after)(unsigned int i);
};

/* Calls until there are enough, or time is over; an errno or 0. */
static int measure(const struct load_order *order, const struct call *what,
		   double *ns, unsigned int *nr)
{
	struct ticks start = ticks_start();
	unsigned long end = start.ns + order->seconds * 1000000000UL;
	double tick;
	int error = 0;
	unsigned int i;

	for (i = 0; i < order->calls && !error && now_ns() < end; i++) {
		unsigned long begun;

		nanosleep(&order->pause, NULL);
		begun = __builtin_ia32_rdtsc();
		error = what->call(i);
		ns[i] = __builtin_ia32_rdtsc() - begun;
		if (what->after)
			what->after(i);
	}
	tick = ticks_stop(&start);
	*nr = i;
	while (i--)
		ns[i] *= tick;
	return error;
}

struct sibling {
	pthread_t thread;
	cpu_set_t all;
	unsigned int number;
	int error;
};

/* Reads the page, so that there is a translation to lose. */
static void *spin(void *data)
{
	static const struct timespec rest = { .tv_nsec = 20000000 };
	struct sibling *sibling = data;

	sibling->error = stay_on(&sibling->all, sibling->number);
	atomic_fetch_add(&ready, 1);
	while (!atomic_load(&stop)) {
		atomic_load(page);
		if (current->idle)
			nanosleep(&rest, NULL);
		else
			__builtin_ia32_pause();
	}
	return NULL;
}

/* How many were started; @error gets what went wrong. */
static unsigned int start(struct sibling *siblings, unsigned int nr,
			  void *(*run)(void *data), int *error)
{
	unsigned int i;
	cpu_set_t all;

	atomic_store(&stop, false);
	atomic_store(&ready, 0);
	*error = sched_getaffinity(0, sizeof(all), &all) ? errno : 0;
	if (!*error)
		*error = stay_on(&all, 0);
	for (i = 0; i < nr && !*error; i++) {
		siblings[i] = (struct sibling){ .all = all, .number = i + 1 };
		*error = pthread_create(&siblings[i].thread, NULL, run,
					&siblings[i]);
		if (*error)
			return i;
	}
	while (atomic_load(&ready) < i)
		sched_yield();
	return i;
}

static int join(const struct sibling *siblings, unsigned int nr, int error)
{
	while (nr--) {
		pthread_join(siblings[nr].thread, NULL);
		error = error ?: siblings[nr].error;
	}
	return error;
}

/* Calls beside siblings that have the translation of the page. */
static int beside_siblings(const struct load_order *order,
			   const struct call *what, double *ns,
			   unsigned int *nr)
{
	struct sibling *siblings =
		calloc(order->siblings + 1, sizeof(*siblings));
	unsigned int started;
	int error;

	*nr = 0;
	if (!siblings)
		return errno;
	started = start(siblings, order->siblings, spin, &error);
	if (!error)
		error = measure(order, what, ns, nr);
	atomic_store(&stop, true);
	error = join(siblings, started, error);
	free(siblings);
	return error;
}

/* Taking a permission away and giving it back in turns: the kernel flushes for both. */
static int protect(unsigned int i)
{
	int protection = i & 1 ? PROT_READ | PROT_WRITE : PROT_READ;

	return mprotect(page, current->pages * PAGE, protection) ? errno : 0;
}

static void use(unsigned int i)
{
	unsigned int j;

	for (j = 0; i & 1 && j < current->pages; j++)
		atomic_store(&page[j * PAGE], 1);
}

int load_flush(const struct load_order *order, double *ns, unsigned int *nr)
{
	static const struct call what = { protect, use };
	size_t size = order->pages * PAGE;
	int error;

	current = order;
	page = mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == (void *)MAP_FAILED)
		return errno;
	use(1);
	error = beside_siblings(order, &what, ns, nr);
	munmap(page, size);
	return error;
}

static int barrier(unsigned int i)
{
	(void)i;
	return syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) ?
		       errno :
		       0;
}

/* membarrier() interrupts each CPU that runs a thread of ours. */
static int broadcast(const struct load_order *order, double *ns,
		     unsigned int *nr)
{
	static const struct call what = { barrier, NULL };
	static atomic_char some;

	current = order;
	page = &some;
	*nr = 0;
	if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED,
		    0, 0))
		return errno;
	return beside_siblings(order, &what, ns, nr);
}

/* Whose turn it is */
enum { OURS, SIBLINGS, OVER };
static atomic_uint ball;

static void give(unsigned int to)
{
	atomic_store(&ball, to);
	syscall(SYS_futex, &ball, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* Until it is not @whose any more */
static void wait_while(unsigned int whose)
{
	while (atomic_load(&ball) == whose)
		syscall(SYS_futex, &ball, FUTEX_WAIT_PRIVATE, whose, NULL, NULL,
			0);
}

static void *give_back(void *data)
{
	struct sibling *sibling = data;

	sibling->error = stay_on(&sibling->all, sibling->number);
	atomic_fetch_add(&ready, 1);
	for (;;) {
		wait_while(OURS);
		if (atomic_load(&ball) == OVER)
			return NULL;
		give(OURS);
	}
}

static int there_and_back(unsigned int i)
{
	(void)i;
	give(SIBLINGS);
	wait_while(SIBLINGS);
	return 0;
}

static int ping_pong(const struct load_order *order, double *ns,
		     unsigned int *nr)
{
	static const struct call what = { there_and_back, NULL };
	struct sibling partner;
	unsigned int started;
	int error;

	*nr = 0;
	atomic_store(&ball, OURS);
	started = start(&partner, 1, give_back, &error);
	if (!error)
		error = measure(order, &what, ns, nr);
	give(OVER);
	return join(&partner, started, error);
}

const struct load loads[] = {
	{ "flush",
	  "a page's protection is changed that busy threads on all CPUs use",
	  load_flush,
	  { .pause.tv_nsec = 100000, .pages = 1 } },
	{ "mprotect",
	  "the same of 64 pages, without pauses, where those threads sleep",
	  load_flush,
	  { .idle = true, .pages = 64 } },
	{ "ipi",
	  "membarrier(), which interrupts the busy threads on all CPUs",
	  broadcast,
	  { .pause.tv_nsec = 100000 } },
	{ "futex",
	  "two threads on two CPUs wake each other in turns",
	  ping_pong,
	  { .pages = 0 } },
	{ NULL, NULL, NULL, { .pages = 0 } },
};

const struct load *load_find(const char *name)
{
	const struct load *load;

	for (load = loads; load->name; load++)
		if (!strcmp(load->name, name))
			return load;
	return NULL;
}
