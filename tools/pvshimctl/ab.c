// SPDX-License-Identifier: GPL-2.0
/*
 * pvshimctl ab OP PROVIDER[:OP]... [-- COMMAND]: whether a provider makes a difference
 * to a command, or to a load of ours. What is asked for is checked here.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "change.h"
#include "commands.h"
#include "comparison.h"
#include "cpus.h"
#include "message.h"
#include "record.h"
#include "refusal.h"
#include "text.h"

#define DEFAULT_PAIRS 20
#define MOST_PAIRS    10000
#define DEFAULT_CALLS 100

/* @text: NULL leaves the value as it is */
static int read_number(const char *what, const char *text,
		       unsigned long long least, unsigned long long most,
		       unsigned long long *value)
{
	const char *rest = text;

	if (!text)
		return EXIT_FINE;
	if (take_number(&rest, value) && !*rest && *value >= least &&
	    *value <= most)
		return EXIT_FINE;
	complain("%s: %s is not a number from %llu to %llu", what, text, least,
		 most);
	return EXIT_USAGE;
}

static int unknown_load(const char *name)
{
	const struct load *load;

	complain("there is no load %s", name);
	for (load = loads; load->name; load++)
		hint("%-9s %s", load->name, load->about);
	return EXIT_USAGE;
}

static int read_work(struct work *work, const struct ab_options *options,
		     int argc, char **argv)
{
	bool has_command = argc > 3;

	if (has_command == !!options->load) {
		complain("name either a load or a command");
		hint("--load NAME, or -- COMMAND");
		return EXIT_USAGE;
	}
	work->exits = options->exits;
	if (has_command)
		work->command = argv + 3;
	else
		work->load = load_find(options->load);
	if (!work->command && !work->load)
		return unknown_load(options->load);
	if (!work->load || nr_cpus() > 1)
		return EXIT_FINE;
	complain("load %s: it needs a second CPU", work->load->name);
	return EXIT_REFUSED;
}

static int read_numbers(struct ab *ab, const struct ab_options *options)
{
	unsigned long long pairs = DEFAULT_PAIRS, seed;
	unsigned long long calls = ab->work.load ? DEFAULT_CALLS : 1;
	unsigned int random;
	int status;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = now_ns();
	seed = random;
	status = read_number("--pairs", options->pairs, 1, MOST_PAIRS, &pairs);
	if (status == EXIT_FINE)
		status = read_number("--calls", options->calls, 1,
				     LOAD_MOST_CALLS, &calls);
	if (status == EXIT_FINE)
		status = read_number("--seed", options->seed, 0, 0xffffffff,
				     &seed);
	ab->nr = pairs;
	ab->work.calls = calls;
	ab->seed = seed;
	return status;
}

/* "PROVIDER[:OP]...", which is cut into its words */
static void read_ops(struct ab *ab, char *op, char *words)
{
	char *rest;

	ab->ops = xalloc(NULL, (strlen(words) + 2) * sizeof(*ab->ops));
	ab->provider = strtok_r(words, ":", &rest) ?: "";
	for (; op; op = strtok_r(NULL, ":", &rest))
		ab->ops[ab->nr_ops++] = op;
	ab->ops[ab->nr_ops] = NULL;
}

static int check_access(const struct tree *tree, const char *op)
{
	char *path = format("%s/kernel/pvshim/ops/%s/provider",
			    tree->options->sysfs, op);
	int error = access(path, W_OK) ? errno : 0;

	free(path);
	return error;
}

static int check_op(const struct ab *ab, const char *name)
{
	const struct node *op = nodes_find(&ab->tree->ops, name);
	int error;

	if (!op) {
		complain("there is no operation %s", name);
		nodes_list_names(&ab->tree->ops, "operations");
		return EXIT_REFUSED;
	}
	error = check_access(ab->tree, name);
	if (!error && !op_available(op, ab->provider))
		error = EOPNOTSUPP;
	return error ? refusal_explain(ab->tree, op, ab->provider, error) :
		       EXIT_FINE;
}

static int check_ops(const struct ab *ab)
{
	int status = EXIT_FINE;
	size_t i;

	if (!nodes_find(&ab->tree->providers, ab->provider)) {
		complain("there is no provider %s", ab->provider);
		nodes_list_names(&ab->tree->providers, "providers");
		return EXIT_REFUSED;
	}
	for (i = 0; i < ab->nr_ops && status == EXIT_FINE; i++)
		status = check_op(ab, ab->ops[i]);
	return status;
}

static void shuffle(struct ab *ab)
{
	bool *native_first = xalloc(NULL, ab->nr * sizeof(*native_first));
	size_t i;

	chance_seed(&ab->chance, ab->seed);
	pairs_order(&ab->chance, native_first, ab->nr);
	ab->pairs = xalloc(NULL, ab->nr * sizeof(*ab->pairs));
	for (i = 0; i < ab->nr; i++)
		ab->pairs[i].native_first = native_first[i];
	free(native_first);
}

static int run(struct ab *ab)
{
	struct tree tree;
	int status = tree_read(&tree, ab->tree->options);

	ab->tree = &tree;
	if (status == EXIT_FINE)
		status = check_ops(ab);
	if (status == EXIT_FINE) {
		shuffle(ab);
		status = ab_run(ab);
	}
	if (status == EXIT_FINE)
		ab_print(ab);
	tree_free(&tree);
	return status;
}

static const char arguments[] = " OP PROVIDER[:OP]... [-- COMMAND]";

int cmd_ab(const struct options *options, int argc, char **argv)
{
	struct tree nothing = { .options = options };
	struct ab ab = { .tree = &nothing };
	int status;

	if (options->ab.restore && argc == 1)
		return record_restore(options,
				      options->ab.record ?: RECORD_FILE);
	if (options->ab.restore || argc < 3) {
		complain("usage: pvshimctl ab%s", arguments);
		return EXIT_USAGE;
	}
	status = read_work(&ab.work, &options->ab, argc, argv);
	if (status == EXIT_FINE)
		status = read_numbers(&ab, &options->ab);
	if (status != EXIT_FINE)
		return status;
	read_ops(&ab, argv[1], argv[2]);
	status = run(&ab);
	free(ab.ops);
	free(ab.pairs);
	return status;
}
