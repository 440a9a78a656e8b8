// SPDX-License-Identifier: GPL-2.0
/*
 * The pairs of an A/B: bind native, measure a block, bind the provider, measure
 * another, in random order. Whatever happens, everything is bound as before in the end.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bindings.h"
#include "change.h"
#include "child.h"
#include "comparison.h"
#include "cpus.h"
#include "guardian.h"
#include "message.h"
#include "record.h"
#include "refusal.h"
#include "text.h"

#define SECOND 1000000000UL

/**
 * struct run - an A/B at work
 * @ab: what it is about
 * @bindings: what was bound before, and since
 * @record: the same for when tool and guardian are gone
 * @guardian: restores it
 * @begun: when, in ns
 * @told: when the progress was told last
 */
struct run {
	struct ab *ab;
	struct bindings *bindings;
	struct record record;
	struct guardian guardian;
	unsigned long begun, told;
};

/* In a terminal one line that changes, else one each ten seconds */
static void progress(struct run *run, size_t done)
{
	bool terminal = isatty(STDERR_FILENO);
	unsigned long now = now_ns();
	double left =
		done ? (now - run->begun) / 1e9 / done * (run->ab->nr - done) :
		       0;

	if (now - run->told < (terminal ? 1 : 10) * SECOND)
		return;
	run->told = now;
	fprintf(stderr, "%spair %zu of %zu, about %.0f s left%s",
		terminal ? "\r" : "", done + 1, run->ab->nr, left,
		terminal ? "\033[K" : "\n");
}

static void progress_ends(const struct run *run)
{
	if (run->told != run->begun && isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

/* As "bind" explains it */
static int explain(const struct run *run, const char *op, const char *provider,
		   int error)
{
	struct tree now;
	int status = tree_read(&now, run->ab->tree->options);

	if (status == EXIT_FINE) {
		const struct node *node =
			nodes_find(&now.ops, op) ?:
				nodes_find(&run->ab->tree->ops, op);

		status = refusal_explain(&now, node, provider, error);
	}
	tree_free(&now);
	return status;
}

static int bind_all(struct run *run, const char *provider)
{
	size_t i;

	for (i = 0; i < run->ab->nr_ops; i++) {
		const char *op = run->ab->ops[i];
		int error = bindings_switch(run->bindings, op, provider);

		if (error == ESTALE)
			return EXIT_REFUSED;
		if (error)
			return explain(run, op, provider, error);
	}
	return EXIT_FINE;
}

/* What goes along with an operation is only known when that has been switched. */
static int measure(struct run *run, const char *provider, struct block *block)
{
	int status = bind_all(run, provider);

	if (status == EXIT_FINE &&
	    !record_write(&run->record, run->bindings, run->ab->provider))
		status = EXIT_REFUSED;
	if (status == EXIT_FINE)
		status = block_run(&run->ab->work, block);
	if (status == EXIT_FINE && signals_came())
		status = EXIT_REFUSED;
	if (!bindings_kept(run->bindings))
		status = EXIT_REFUSED;
	if (!guardian_lives(&run->guardian))
		status = EXIT_REFUSED;
	return status;
}

static int measure_pair(struct run *run, struct pair *pair)
{
	const char *provider = run->ab->provider;
	int status;

	if (pair->native_first) {
		status = measure(run, NATIVE, &pair->native);
		return status != EXIT_FINE ?
			       status :
			       measure(run, provider, &pair->other);
	}
	status = measure(run, provider, &pair->other);
	return status != EXIT_FINE ? status :
				     measure(run, NATIVE, &pair->native);
}

static int measure_all(struct run *run)
{
	int status = EXIT_FINE;
	size_t i;

	run->begun = now_ns();
	run->told = run->begun;
	for (i = 0; i < run->ab->nr && status == EXIT_FINE; i++) {
		progress(run, i);
		status = measure_pair(run, &run->ab->pairs[i]);
	}
	progress_ends(run);
	if (status != EXIT_FINE)
		complain("stopped in pair %zu of %zu", i, run->ab->nr);
	return status;
}

/* They are recorded before anything is switched. */
static bool prepare(struct run *run)
{
	size_t i;

	run->bindings = bindings_record(run->ab->tree);
	if (!run->bindings)
		return false;
	for (i = 0; i < run->ab->nr_ops; i++)
		bindings_find(run->bindings, run->ab->ops[i])->ours = true;
	if (!record_write(&run->record, run->bindings, run->ab->provider))
		return false;
	fflush(NULL);
	return guardian_start(&run->guardian, run->bindings, &run->record);
}

static int run_guarded(struct run *run)
{
	int status;

	if (!prepare(run)) {
		record_remove(&run->record);
		return EXIT_REFUSED;
	}
	status = measure_all(run);
	if (guardian_restore(&run->guardian, run->bindings, &run->record)) {
		if (status != EXIT_FINE)
			hint("everything is bound as before");
		return status;
	}
	complain("not everything is bound as before");
	return status == EXIT_FINE ? EXIT_REFUSED : status;
}

int ab_run(struct ab *ab)
{
	const struct options *options = ab->tree->options;
	struct run run = { .ab = ab };
	int status =
		record_open(&run.record, options->ab.record ?: RECORD_FILE);

	if (status != EXIT_FINE)
		return status;
	signals_hold();
	status = run_guarded(&run);
	signals_release();
	bindings_free(run.bindings);
	return status;
}
