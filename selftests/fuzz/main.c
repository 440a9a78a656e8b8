// SPDX-License-Identifier: GPL-2.0
/*
 * pvshim-fuzz: random writes to all files that pvshim offers to root, and random
 * parameters, on a running kernel. Each must be taken or refused as its bytes say, and
 * what is refused must change nothing. On a kernel with KCOV what reaches new code is
 * kept and changed further.
 *
 *	pvshim-fuzz [-s SEED] [-n INPUTS] [-l MODULE]
 *
 * With -l MODULE, a file, that is loaded with random parameters instead. Exit status:
 * 0 all was well, 1 something was not, 2 wrong usage. What is printed with "#" in front
 * tells what was wrong; the same seed leads there again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

static unsigned long seed = 1, inputs = 20000;
static const char *module;

static void parse(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "s:n:l:")) != -1)
		switch (option) {
		case 's':
			seed = strtoul(optarg, NULL, 0);
			break;
		case 'n':
			inputs = strtoul(optarg, NULL, 0);
			break;
		case 'l':
			module = optarg;
			break;
		default:
			exit(2);
		}
}

static void report(unsigned long done, time_t seconds)
{
	static const char *const kinds[NR_KINDS] = { "provider", "verify",
						     "run", "switch",
						     "readonly" };
	unsigned long writes, accepted;
	unsigned int i, kind;

	printf("inputs %lu seconds %ld seed %lu\n", done, (long)seconds, seed);
	for (kind = 0; kind < NR_KINDS; kind++) {
		writes = 0;
		accepted = 0;
		for (i = 0; i < nr_targets; i++) {
			if (targets[i].kind != kind)
				continue;
			writes += targets[i].writes;
			accepted += targets[i].accepted;
		}
		printf("%s %lu accepted %lu\n", kinds[kind], writes, accepted);
	}
}

static bool write_all(void)
{
	bool covers = kcov_open(), good = true;
	static struct input in;
	time_t begun = time(NULL), said = begun;
	unsigned long i;

	targets_find();
	for (i = 0; i < inputs && good; i++) {
		input_next(&in);
		good = target_try(&in);
		if (time(NULL) >= said + 60) {
			said = time(NULL);
			printf("after %lu s: %lu inputs, %u places\n",
			       said - begun, i + 1, kcov_reached());
		}
	}
	report(i, time(NULL) - begun);
	if (covers)
		printf("places %u kept %u\n", kcov_reached(), input_kept());
	else
		printf("places unknown: this kernel has no KCOV\n");
	return good;
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	random_seed(seed);
	words_read();
	if (!ops.nr || !providers.nr) {
		printf("# pvshim is not loaded\n");
		return 1;
	}
	return module ? !load_all(module, inputs) : !write_all();
}
