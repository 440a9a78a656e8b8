// SPDX-License-Identifier: GPL-2.0
/* The options of the command line. */
#include <getopt.h>
#include <stdio.h>

#include "message.h"
#include "options.h"

enum {
	OPT_HELP = 256,
	OPT_JSON,
	OPT_KERNEL,
	OPT_SYSFS,
	OPT_DEBUGFS,
	OPT_ROOT,
	OPT_LEAVES,
	OPT_WATCH,
	OPT_PROMETHEUS,
	OPT_LOAD,
	OPT_PAIRS,
	OPT_CALLS,
	OPT_SEED,
	OPT_EXITS,
	OPT_RECORD,
	OPT_RESTORE,
	OPT_VERSION,
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, OPT_HELP },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "kernel", no_argument, NULL, OPT_KERNEL },
	{ "sysfs", required_argument, NULL, OPT_SYSFS },
	{ "debugfs", required_argument, NULL, OPT_DEBUGFS },
	{ "root", required_argument, NULL, OPT_ROOT },
	{ "leaves", required_argument, NULL, OPT_LEAVES },
	{ "watch", required_argument, NULL, OPT_WATCH },
	{ "prometheus", no_argument, NULL, OPT_PROMETHEUS },
	{ "load", required_argument, NULL, OPT_LOAD },
	{ "pairs", required_argument, NULL, OPT_PAIRS },
	{ "calls", required_argument, NULL, OPT_CALLS },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "exits", required_argument, NULL, OPT_EXITS },
	{ "record", required_argument, NULL, OPT_RECORD },
	{ "restore", no_argument, NULL, OPT_RESTORE },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* getopt's own words would go to the terminal as they are. */
static int wrong_option(int opt, char **argv)
{
	const char *what = opt == ':' ? "without a value" : "wrong";

	if (optopt && optopt < OPT_HELP)
		complain("%s option: -%c", what, optopt);
	else
		complain("%s option: %s", what, argv[optind - 1]);
	hint("pvshimctl --help lists the options");
	return EXIT_USAGE;
}

/* Where the value of an option belongs; NULL if it has none. */
static const char **value_of(struct options *options, int opt)
{
	switch (opt) {
	case OPT_SYSFS:
		return &options->sysfs;
	case OPT_DEBUGFS:
		return &options->debugfs;
	case OPT_ROOT:
		return &options->root;
	case OPT_LEAVES:
		return &options->leaves;
	case OPT_WATCH:
		return &options->watch;
	case OPT_LOAD:
		return &options->ab.load;
	case OPT_PAIRS:
		return &options->ab.pairs;
	case OPT_CALLS:
		return &options->ab.calls;
	case OPT_SEED:
		return &options->ab.seed;
	case OPT_EXITS:
		return &options->ab.exits;
	case OPT_RECORD:
		return &options->ab.record;
	default:
		return NULL;
	}
}

static bool *flag_of(struct options *options, int opt)
{
	switch (opt) {
	case 'h':
	case OPT_HELP:
		return &options->help;
	case OPT_JSON:
		return &options->json;
	case OPT_KERNEL:
		return &options->kernel;
	case OPT_PROMETHEUS:
		return &options->prometheus;
	case OPT_RESTORE:
		return &options->ab.restore;
	default:
		return NULL;
	}
}

int read_options(struct options *options, int argc, char **argv)
{
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":h", long_options, NULL)) !=
	       -1) {
		const char **value = value_of(options, opt);
		bool *flag = flag_of(options, opt);

		if (value) {
			*value = optarg;
		} else if (flag) {
			*flag = true;
		} else if (opt == OPT_VERSION) {
			puts("pvshimctl " PVSHIM_VERSION);
			return EXIT_FINE;
		} else {
			return wrong_option(opt, argv);
		}
	}
	return -1;
}
