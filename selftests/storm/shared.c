// SPDX-License-Identifier: GPL-2.0
/* What the threads of registry-storm share. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "storm.h"

atomic_bool stop;
atomic_uint epoch;

atomic_ulong counters[NR_KINDS][NR_OUTCOMES];
atomic_ulong total;
atomic_ulong wrongs;

/* Steele and Vigna's generator. */
unsigned int roll(struct dice *dice, unsigned int sides)
{
	unsigned long z = dice->state += 0x9e3779b97f4a7c15UL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
	return (z >> 32) % sides;
}

void wrong(const char *format, ...)
{
	va_list args;

	if (atomic_fetch_add(&wrongs, 1) >= MAX_MESSAGES)
		return;
	va_start(args, format);
	flockfile(stdout);
	fputs("WRONG: ", stdout);
	vprintf(format, args);
	putchar('\n');
	fflush(stdout);
	funlockfile(stdout);
	va_end(args);
}

void count(enum kind kind, enum outcome outcome)
{
	atomic_fetch_add(&counters[kind][outcome], 1);
	if (outcome == DONE || outcome == REFUSED)
		atomic_fetch_add(&total, 1);
}

int put(const char *path, const char *text)
{
	int file = open(path, O_WRONLY), error = 0;

	if (file < 0)
		return errno;
	if (write(file, text, strlen(text)) < 0)
		error = errno;
	close(file);
	return error;
}

bool gone(int error)
{
	return error == ENOENT || error == ENODEV;
}
