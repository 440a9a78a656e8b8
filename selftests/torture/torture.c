// SPDX-License-Identifier: GPL-2.0
/* What all threads share, and how each of them ends the test. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "torture.h"

struct options options;
struct slot slots[MAX_SLOTS];
atomic_bool stop;
atomic_ulong all_generations;

void die(const char *what)
{
	fprintf(stderr, "tlb-torture: %s: %s\n", what, strerror(errno));
	_exit(3);
}

void found_stale(struct counts *counts, const char *format, ...)
{
	va_list args;

	atomic_store(&stop, true);
	if (counts->stale++)
		return;
	va_start(args, format);
	flockfile(stderr);
	fputs("tlb-torture: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	funlockfile(stderr);
	va_end(args);
}
