// SPDX-License-Identifier: GPL-2.0
/*
 * pvshimctl bench [CALLS]: what calls and switches cost. The module pvshim_bench
 * measures with whatever is bound, so every operation of modules is switched
 * meanwhile: to native, then to that module's empty functions, and then back.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench-print.h"
#include "change.h"
#include "commands.h"
#include "file.h"
#include "interrupts.h"
#include "message.h"
#include "text.h"

#define DEFAULT_CALLS  "64000"
#define MOST_CALLS     10000000UL
#define LONGEST_SWITCH 5000000000ULL /* ns */

static void progress(const char *what)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "measuring: %s\n", what);
}

static char *bench_file(const struct bench *bench, const char *name)
{
	return format("%s/pvshim_bench/%s", bench->tree->options->debugfs,
		      name);
}

/* debugfs takes no writes where the kernel is locked down. */
static char *control_file(const struct bench *bench, const char *name)
{
	return format("%s/module/pvshim_bench/parameters/%s",
		      bench->tree->options->sysfs, name);
}

static int write_bench(const struct bench *bench, const char *name,
		       const char *line)
{
	char *path = control_file(bench, name);
	int error = file_write(path, line);

	if (error)
		complain("%s: %s", path, file_problem(error));
	free(path);
	return change_status(error);
}

static char *read_bench(const struct bench *bench, const char *name)
{
	char *path = bench_file(bench, name);
	char *text = file_read(path, DEBUGFS_LONGEST);

	if (!text)
		complain("%s: %s", path, file_debugfs_problem(errno));
	free(path);
	return text;
}

static int measure(const struct bench *bench, const char *calls, char **results)
{
	int status = write_bench(bench, "run", calls);

	if (status != EXIT_FINE)
		return status;
	*results = read_bench(bench, "results");
	return *results ? EXIT_FINE : EXIT_REFUSED;
}

static int bind(const struct bench *bench, const struct node *op,
		const char *provider)
{
	int error = change_op(bench->tree->options, op->name, provider);

	if (error)
		complain("%s not switched to %s: %s", op->name, provider,
			 file_problem(error));
	return change_status(error);
}

static int bind_all(const struct bench *bench, const char *provider)
{
	const struct nodes *ops = &bench->tree->ops;
	int status = EXIT_FINE;
	size_t i;

	for (i = 0; i < ops->nr && status == EXIT_FINE; i++)
		if (bench_has(&ops->node[i]))
			status = bind(bench, &ops->node[i], provider);
	return status;
}

static int bind_as_before(const struct bench *bench, const struct node *op)
{
	const char *provider = node_value(op, "provider");

	return provider ? bind(bench, op, provider) : EXIT_REFUSED;
}

/* One operation that cannot be bound as before must not stop the others. */
static int restore(const struct bench *bench)
{
	const struct nodes *ops = &bench->tree->ops;
	int worst = EXIT_FINE;
	size_t i;

	for (i = 0; i < ops->nr; i++) {
		int status = EXIT_FINE;

		if (bench_has(&ops->node[i]))
			status = bind_as_before(bench, &ops->node[i]);
		if (status != EXIT_FINE)
			worst = status;
	}
	return worst;
}

static int measure_bound_to(const struct bench *bench, const char *provider,
			    const char *calls, char **results)
{
	int status = bind_all(bench, provider);

	return status == EXIT_FINE ? measure(bench, calls, results) : status;
}

/* Signals wait, so that the bindings are as before even if this is interrupted. */
static int measure_calls(struct bench *bench, const char *calls)
{
	sigset_t blocked, before;
	int status, restored;

	progress("calls, as everything is bound");
	status = measure(bench, calls, &bench->bound);
	if (status != EXIT_FINE)
		return status;
	sigfillset(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	progress("calls, native and bound to empty functions");
	status = measure_bound_to(bench, "native", calls, &bench->native);
	if (status == EXIT_FINE)
		status = measure_bound_to(bench, "bench", calls, &bench->own);
	restored = restore(bench);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status == EXIT_FINE ? restored : status;
}

static int measure_switch(struct bench *bench, size_t i)
{
	char *sites = format("%u", bench->switches[i].sites);
	unsigned long long before, after;
	bool known = count_interrupts(INTERRUPTS, "CAL", &before);
	int status = write_bench(bench, "switch", sites);

	/* less than before: a CPU went, and its interrupts with it */
	known = known && count_interrupts(INTERRUPTS, "CAL", &after) &&
		after >= before;
	bench->switches[i].ipis = known ? (long long)(after - before) : -1;
	free(sites);
	return status;
}

static bool parse_switch(const char *line, unsigned int *sites,
			 unsigned long long *ns)
{
	unsigned long long number;

	if (!take_number(&line, &number) || !number || number > UINT_MAX ||
	    !take_number(&line, ns))
		return false;
	*sites = number;
	return true;
}

/* "SITES NS": how many sites can be switched, and how long it took last. */
static int read_switches(struct bench *bench)
{
	char *text = read_bench(bench, "switch");
	char *line, *rest;
	size_t nr = 0;

	line = text ? strtok_r(text, "\n", &rest) : NULL;
	while (line && nr < BENCH_SIZES) {
		if (parse_switch(line, &bench->switches[nr].sites,
				 &bench->switches[nr].ns))
			nr++;
		line = strtok_r(NULL, "\n", &rest);
	}
	bench->nr = nr;
	if (text && !nr)
		complain("pvshim_bench has nothing to switch");
	free(text);
	return nr ? EXIT_FINE : EXIT_REFUSED;
}

/*
 * Where one physical CPU runs several virtual ones in turns, switching many
 * sites takes minutes: judge by the number before whether that would be so.
 */
static bool takes_too_long(const struct bench *bench, size_t i)
{
	if (!i)
		return false;
	return bench->switches[i - 1].ns / bench->switches[i - 1].sites >
	       LONGEST_SWITCH / bench->switches[i].sites;
}

static int measure_switches(struct bench *bench)
{
	int status = read_switches(bench);
	size_t nr = bench->nr;
	size_t i;

	for (i = 0; i < nr && status == EXIT_FINE; i++) {
		if (takes_too_long(bench, i)) {
			nr = i;
			break;
		}
		progress("a switch");
		status = measure_switch(bench, i);
		if (status == EXIT_FINE)
			status = read_switches(bench);
	}
	if (bench->nr > nr)
		bench->nr = nr;
	return status;
}

static int missing(const struct bench *bench)
{
	char *path = control_file(bench, "run");
	int error = access(path, W_OK) ? errno : 0;

	free(path);
	if (!error)
		return EXIT_FINE;
	if (change_status(error) == EXIT_NOT_PERMITTED) {
		complain("not measured: only root may do that");
		return EXIT_NOT_PERMITTED;
	}
	complain("the module pvshim_bench is not loaded");
	hint("as root: modprobe pvshim_bench (debugfs must be mounted)");
	return EXIT_NOT_LOADED;
}

static int check_calls(const char *text)
{
	char *end;
	unsigned long calls = strtoul(text, &end, 10);

	if (*text >= '0' && *text <= '9' && !*end && calls &&
	    calls <= MOST_CALLS)
		return EXIT_FINE;
	complain("%s is not a number of calls from 1 to %lu", text, MOST_CALLS);
	return EXIT_USAGE;
}

static int run(struct bench *bench, const char *calls)
{
	int status = missing(bench);

	if (status == EXIT_FINE)
		status = measure_calls(bench, calls);
	if (status == EXIT_FINE)
		status = measure_switches(bench);
	if (status != EXIT_FINE)
		return status;
	if (bench->tree->options->json)
		bench_print_json(bench);
	else
		bench_print(bench);
	return EXIT_FINE;
}

int cmd_bench(const struct options *options, int argc, char **argv)
{
	const char *calls = argc > 1 ? argv[1] : DEFAULT_CALLS;
	struct tree tree;
	struct bench bench = { .tree = &tree };
	int status = check_calls(calls);

	if (status != EXIT_FINE)
		return status;
	status = tree_read(&tree, options);
	if (status == EXIT_FINE)
		status = run(&bench, calls);
	free(bench.bound);
	free(bench.native);
	free(bench.own);
	tree_free(&tree);
	return status;
}
