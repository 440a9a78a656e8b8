// SPDX-License-Identifier: GPL-2.0
/* What two samples say together: what has happened between them. */
#include <stdlib.h>
#include <string.h>

#include "rates.h"
#include "text.h"

/* Less may be what a guest has measured wrong while it was starved. */
#define STEP 0.5 /* seconds by which a clock is set, at least */

/* @text is freed, with the others */
static void add(struct events *events, const char *kind, char *text)
{
	events->event = xalloc(events->event,
			       (events->nr + 1) * sizeof(*events->event));
	events->event[events->nr++] =
		(struct event){ .kind = kind, .text = text };
}

/* A list of CPUs and what is the matter with them, if there are any; frees the list */
static void add_cpus(struct events *events, const char *kind, char *list,
		     const char *what)
{
	if (list)
		add(events, kind, format("CPU %s: %s", list, what));
	free(list);
}

static void append_cpu(char **list, unsigned int number)
{
	char *text = format("%u", number);

	append(list, " ", text);
	free(text);
}

static void find_cpus(struct events *events, const struct sample *now,
		      const struct sample *before)
{
	char *off = NULL, *on = NULL;
	size_t i;

	for (i = 0; i < now->nr; i++) {
		const struct cpu_sample *cpu = &now->cpu[i];
		const struct cpu_sample *then = sample_cpu(before, cpu->number);

		if (then && then->online != cpu->online)
			append_cpu(cpu->online ? &on : &off, cpu->number);
	}
	add_cpus(events, "cpu", off, "offline now");
	add_cpus(events, "cpu", on, "online again");
}

/* Of one provider: that of another has nothing to do with it. */
static void find_steal(struct events *events, const struct sample *now,
		       const struct sample *before)
{
	char *anew = NULL, *much = NULL;
	size_t i;

	for (i = 0; i < now->nr; i++) {
		enum no_rate why = rate_of(now, before, i).why;

		if (why == RATE_ANEW)
			append_cpu(&anew, now->cpu[i].number);
		if (why == RATE_TOO_MUCH)
			append_cpu(&much, now->cpu[i].number);
	}
	add_cpus(events, "steal", anew, "the count of steal time began anew");
	add_cpus(events, "steal", much,
		 "more steal time was counted than time has passed");
}

static void find_providers(struct events *events, const struct sample *now,
			   const struct sample *before)
{
	size_t i;

	for (i = 0; i < now->tree.ops.nr; i++) {
		const char *op = now->tree.ops.node[i].name;
		const char *is = sample_provider(now, op);
		const char *was = sample_provider(before, op);

		if (strcmp(is, was))
			add(events, "provider",
			    format("%s: %s, was %s", op, is, was));
	}
}

/* Counts of the module begin with zero when it is loaded. */
static void find_module(struct events *events, const struct sample *now,
			const struct sample *before)
{
	if (sample_sum(&now->tree.ops, "switches") <
	    sample_sum(&before->tree.ops, "switches"))
		add(events, "module", format("pvshim was loaded again"));
}

/* By how many seconds a clock was set, if it should have gone on for @passed */
static void find_step(struct events *events, const char *kind, const char *name,
		      double went, double passed, double error)
{
	double step = went - passed;
	double least = STEP + error + passed / 50;

	if (went < -error)
		add(events, kind,
		    format("%s clock went back by %.3f s", name, -went));
	else if (step > least || step < -least)
		add(events, kind,
		    format("%s clock was set %s by %.3f s", name,
			   step > 0 ? "ahead" : "back",
			   step > 0 ? step : -step));
}

/* The offset of another provider has nothing to do with that before. */
static bool same_host(const struct sample *now, const struct sample *before)
{
	return !now->host.why && !before->host.why &&
	       !strcmp(sample_provider(now, "host_time"),
		       sample_provider(before, "host_time"));
}

static void find_clocks(struct events *events, const struct sample *now,
			const struct sample *before)
{
	const struct host_sample *host = &now->host, *then = &before->host;
	double passed = (host->boot - then->boot) / 1e9;
	double error = (host->error + then->error) / 1e9;
	double guest = (host->guest - then->guest) / 1e9;
	double moved = host->offset / 1e9 - then->offset / 1e9;

	find_step(events, "guest_clock", "this guest's", guest, passed, error);
	if (same_host(now, before))
		find_step(events, "host_clock", "the host's", guest + moved,
			  passed, error);
}

void events_find(struct events *events, const struct sample *now,
		 const struct sample *before)
{
	*events = (struct events){};
	find_module(events, now, before);
	find_providers(events, now, before);
	find_cpus(events, now, before);
	find_steal(events, now, before);
	find_clocks(events, now, before);
}

void events_free(struct events *events)
{
	size_t i;

	for (i = 0; i < events->nr; i++)
		free(events->event[i].text);
	free(events->event);
}
