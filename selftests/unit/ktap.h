/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KTAP version 1 for one test program (Documentation/dev-tools/ktap.rst of
 * the kernel). An expectation that does not hold is printed as a diagnostic
 * line and the case goes on, so that one run shows everything that is wrong.
 */
#ifndef _UNIT_KTAP_H
#define _UNIT_KTAP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned int ktap_cases, ktap_failed_cases, ktap_broken;

static inline void ktap_plan(unsigned int cases)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("KTAP version 1\n1..%u\n", cases);
}

static inline void ktap_expect(int holds, const char *what, const char *file,
			       int line)
{
	if (holds)
		return;
	ktap_broken++;
	printf("# %s:%d: does not hold: %s\n", file, line, what);
}

static inline void ktap_expect_eq(unsigned long long is,
				  unsigned long long wanted, const char *what,
				  const char *file, int line)
{
	if (is == wanted)
		return;
	ktap_broken++;
	printf("# %s:%d: %s is %#llx, wanted %#llx\n", file, line, what, is,
	       wanted);
}

#define EXPECT(cond) ktap_expect(!!(cond), #cond, __FILE__, __LINE__)
#define EXPECT_EQ(is, wanted)                                                  \
	ktap_expect_eq((unsigned long long)(is), (unsigned long long)(wanted), \
		       #is, __FILE__, __LINE__)

/* Ends a case: everything expected since the last one belongs to it. */
static inline void ktap_result(const char *name)
{
	printf("%s %u - %s\n", ktap_broken ? "not ok" : "ok", ++ktap_cases,
	       name);
	if (ktap_broken)
		ktap_failed_cases++;
	ktap_broken = 0;
}

/* A program's cases, where each is a function. */
struct ktap_case {
	const char *name;
	void (*run)(void);
};

/* Exit status of the program. */
static inline int ktap_exit(unsigned int planned)
{
	return ktap_failed_cases || ktap_cases != planned;
}

/* Run all cases; returns the exit status. */
static inline int ktap_run(const struct ktap_case *cases, unsigned int nr)
{
	unsigned int i;

	ktap_plan(nr);
	for (i = 0; i < nr; i++) {
		cases[i].run();
		ktap_result(cases[i].name);
	}
	return ktap_exit(nr);
}

/* A number from the program's command line: "--name number". */
static inline unsigned long long
ktap_option(int argc, char **argv, const char *name, unsigned long long value)
{
	int i;

	for (i = 1; i + 1 < argc; i++)
		if (!strcmp(argv[i], name))
			value = strtoull(argv[i + 1], NULL, 0);
	return value;
}

#endif /* _UNIT_KTAP_H */
