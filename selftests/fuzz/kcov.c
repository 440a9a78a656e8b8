// SPDX-License-Identifier: GPL-2.0
/* Which code an input has reached, on a kernel with KCOV; pvshim's alone is told. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/kcov.h>

#include "fuzz.h"

#define ENTRIES (64 << 10)
#define BUCKETS (64 << 10)

static unsigned long *trace; /* the number of entries, then these */
static unsigned long *seen;
static unsigned int reached;

bool kcov_open(void)
{
	int fd = open("/sys/kernel/debug/kcov", O_RDWR);

	if (fd < 0 || ioctl(fd, KCOV_INIT_TRACE, ENTRIES))
		return false;
	trace = mmap(NULL, ENTRIES * sizeof(*trace), PROT_READ | PROT_WRITE,
		     MAP_SHARED, fd, 0);
	if (trace == MAP_FAILED || ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC)) {
		trace = NULL;
		return false;
	}
	seen = calloc(BUCKETS, sizeof(*seen));
	return seen;
}

void kcov_begin(void)
{
	if (trace)
		__atomic_store_n(&trace[0], 0, __ATOMIC_RELAXED);
}

/* An open hash: each address is in the first free bucket behind its own. */
static bool is_new(unsigned long pc)
{
	unsigned int at = pc * 0x9e3779b97f4a7c15 >> 48;

	for (; seen[at % BUCKETS]; at++)
		if (seen[at % BUCKETS] == pc)
			return false;
	seen[at % BUCKETS] = pc;
	return true;
}

unsigned int kcov_end(void)
{
	unsigned long i, nr;
	unsigned int first = 0;

	if (!trace)
		return 0;
	nr = __atomic_load_n(&trace[0], __ATOMIC_RELAXED);
	for (i = 1; i <= nr && reached < BUCKETS / 2; i++)
		if (is_new(trace[i])) {
			reached++;
			first++;
		}
	return first;
}

unsigned int kcov_reached(void)
{
	return reached;
}
