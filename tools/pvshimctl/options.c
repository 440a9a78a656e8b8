// SPDX-License-Identifier: GPL-2.0
/* The options of the command line. */
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

#include "message.h"
#include "options.h"
#include "text.h"

/**
 * struct row - an option
 * @name: behind the dashes
 * @has_value: the next word is its value, else it is there or not
 * @offset: where in struct options its text or its bool is
 */
struct row {
	const char *name;
	int has_value;
	size_t offset;
};

#define FLAG(name, member) \
	{ name, no_argument, offsetof(struct options, member) }
#define VALUE(name, member) \
	{ name, required_argument, offsetof(struct options, member) }

static const struct row rows[] = {
	FLAG("help", help),
	FLAG("json", json),
	FLAG("kernel", kernel),
	VALUE("sysfs", sysfs),
	VALUE("debugfs", debugfs),
	VALUE("root", root),
	VALUE("leaves", leaves),
	VALUE("watch", watch),
	FLAG("prometheus", prometheus),
	VALUE("load", ab.load),
	VALUE("pairs", ab.pairs),
	VALUE("calls", ab.calls),
	VALUE("seed", ab.seed),
	VALUE("exits", ab.exits),
	VALUE("record", ab.record),
	FLAG("restore", ab.restore),
};

/* What getopt returns for a row is this and its number: no letter. */
#define OPT_FIRST   256
#define OPT_VERSION (OPT_FIRST + (int)ARRAY_SIZE(rows))

static void make_table(struct option *table)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		table[i] = (struct option){ rows[i].name, rows[i].has_value,
					    NULL, OPT_FIRST + i };
	table[i++] =
		(struct option){ "version", no_argument, NULL, OPT_VERSION };
	table[i] = (struct option){};
}

/* getopt's own words would go to the terminal as they are. */
static int wrong_option(int opt, char **argv)
{
	const char *what = opt == ':' ? "without a value" : "wrong";

	if (optopt && optopt < OPT_FIRST)
		complain("%s option: -%c", what, optopt);
	else
		complain("%s option: %s", what, argv[optind - 1]);
	hint("pvshimctl --help lists the options");
	return EXIT_USAGE;
}

static void set(struct options *options, const struct row *row)
{
	char *at = (char *)options + row->offset;

	if (row->has_value)
		*(const char **)at = optarg;
	else
		*(bool *)at = true;
}

int read_options(struct options *options, int argc, char **argv)
{
	struct option table[ARRAY_SIZE(rows) + 2];
	int opt;

	make_table(table);
	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":h", table, NULL)) != -1) {
		if (opt == 'h') {
			options->help = true;
		} else if (opt == OPT_VERSION) {
			puts("pvshimctl " PVSHIM_VERSION);
			return EXIT_FINE;
		} else if (opt >= OPT_FIRST) {
			set(options, &rows[opt - OPT_FIRST]);
		} else {
			return wrong_option(opt, argv);
		}
	}
	return -1;
}
