// SPDX-License-Identifier: GPL-2.0
/* Samples as text: a screen, or a line each. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "screen.h"
#include "table.h"
#include "text.h"
#include "values-show.h"

#define HEAD_LINES 6 /* all but the CPUs and what has happened */

static char *rate_text(struct rate rate)
{
	return rate.why ? format("-") : format("%.1f", rate.value * 100);
}

static void print_clock(const struct host_sample *host)
{
	if (host->why)
		printf("host clock minus guest clock: - (%s)\n", host->why);
	else
		printf("host clock minus guest clock: %.6f s, to %.6f s\n",
		       host->offset / 1e9, host->error / 1e9);
}

static void print_head(const struct sample *now)
{
	printf("steal time: %s, preempted: %s, host clock: %s\n",
	       sample_provider(now, "steal_clock"),
	       sample_provider(now, "vcpu_is_preempted"),
	       sample_provider(now, "host_time"));
	print_clock(&now->host);
	printf("switches: %llu, clamped readings: %llu\n\n",
	       sample_sum(&now->tree.ops, "switches"),
	       sample_sum(&now->tree.providers, "clamped"));
}

static const char *preempted(const struct sample *now,
			     const struct cpu_sample *cpu)
{
	static const char *const words[] = { "no", "yes" };

	if (!cpu->online)
		return "offline";
	if (!sample_served(now, "vcpu_is_preempted"))
		return "-";
	return words[cpu->preempted];
}

static void add_cpu(struct table *table, const struct values *values, size_t i)
{
	const struct cpu_sample *cpu = &values->now->cpu[i];
	bool steal = sample_served(values->now, "steal_clock");
	char *name = format("%u", cpu->number);
	char *sum = steal ? format("%.3f", cpu->stolen / 1e9) : format("-");
	char *rate = rate_text(rate_of(values->now, values->before, i));
	const char *const texts[] = { name, sum, rate,
				      preempted(values->now, cpu) };

	table_add(table,
		  !cpu->online	 ? TONE_FAINT :
		  cpu->preempted ? TONE_GOOD :
				   TONE_PLAIN,
		  texts);
	free(name);
	free(sum);
	free(rate);
}

/* A CPU and what stands for its rate */
struct place {
	size_t cpu;
	double rate;
};

static int by_rate(const void *a, const void *b)
{
	const struct place *one = a, *other = b;

	if (one->rate != other->rate)
		return one->rate < other->rate ? 1 : -1;
	return one->cpu < other->cpu ? -1 : one->cpu > other->cpu;
}

/* In order; where not all of them fit, those that are stolen from most come first. */
static struct place *order(const struct values *values, bool fit)
{
	size_t nr = values->now->nr;
	struct place *places = xalloc(NULL, (nr + 1) * sizeof(*places));
	size_t i;

	for (i = 0; i < nr; i++) {
		struct rate rate = rate_of(values->now, values->before, i);

		places[i] = (struct place){ i, rate.why ? -1 : rate.value };
	}
	if (!fit)
		qsort(places, nr, sizeof(*places), by_rate);
	return places;
}

static void print_cpus(const struct values *values, size_t most)
{
	static const char *const head[] = { "CPU", "stolen, s", "now, %",
					    "preempted" };
	struct table table = { .columns = 4 };
	size_t nr = values->now->nr;
	struct place *places = order(values, nr <= most);
	size_t i;

	table_add(&table, TONE_HEAD, head);
	for (i = 0; i < nr && i < most; i++)
		add_cpu(&table, values, places[i].cpu);
	table_print(&table, values->now->tree.options->colour);
	table_free(&table);
	free(places);
	if (most < nr)
		printf("and %zu more CPUs\n", nr - most);
}

/* How many CPUs a screen has room for */
static size_t room(const struct values *values)
{
	size_t lines = screen_size().lines;
	size_t used = HEAD_LINES + values->events->nr;

	if (!lines)
		return values->now->nr;
	return lines > used ? lines - used : 1;
}

void values_print(const struct values *values)
{
	size_t i;

	print_head(values->now);
	print_cpus(values, room(values));
	for (i = 0; i < values->events->nr; i++)
		printf("%s\n", values->events->event[i].text);
}

static void print_rates(const struct values *values)
{
	size_t i;

	fputs(" stolen_percent_by_cpu=", stdout);
	for (i = 0; i < values->now->nr; i++) {
		char *rate = rate_text(rate_of(values->now, values->before, i));

		printf("%s%s", i ? "," : "", rate);
		free(rate);
	}
}

static void print_steal(const struct values *values)
{
	unsigned long long stolen = 0;
	char *rate = rate_text(rate_of_all(values->now, values->before));
	size_t i;

	for (i = 0; i < values->now->nr; i++)
		stolen += values->now->cpu[i].stolen;
	if (sample_served(values->now, "steal_clock"))
		printf(" stolen_s=%.3f", stolen / 1e9);
	else
		fputs(" stolen_s=-", stdout);
	printf(" stolen_percent=%s", rate);
	print_rates(values);
	free(rate);
}

static void print_preempted(const struct sample *now)
{
	unsigned int taken = 0, online = 0;
	size_t i;

	for (i = 0; i < now->nr; i++) {
		online += now->cpu[i].online;
		taken += now->cpu[i].online && now->cpu[i].preempted;
	}
	if (sample_served(now, "vcpu_is_preempted"))
		printf(" preempted=%u/%u", taken, online);
	else
		printf(" preempted=-/%u", online);
}

/* What has happened stands last, in quotation marks: no word of ours has any. */
void values_print_line(const struct values *values)
{
	const struct sample *now = values->now;
	size_t i;

	printf("time=%lld", (long long)time(NULL));
	print_steal(values);
	print_preempted(now);
	if (now->host.why)
		fputs(" host_minus_guest_s=-", stdout);
	else
		printf(" host_minus_guest_s=%.6f", now->host.offset / 1e9);
	printf(" switches=%llu clamped=%llu",
	       sample_sum(&now->tree.ops, "switches"),
	       sample_sum(&now->tree.providers, "clamped"));
	for (i = 0; i < values->events->nr; i++)
		printf("%s%s", i ? "; " : " happened=\"",
		       values->events->event[i].text);
	puts(values->events->nr ? "\"" : "");
}
