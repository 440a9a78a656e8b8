// SPDX-License-Identifier: GPL-2.0
/* What an A/B has found, as text. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "table.h"
#include "text.h"

static char *time_text(double ns, bool sign)
{
	static const struct {
		double ns;
		const char *name;
	} units[] = { { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "us" }, { 1, "ns" } };
	double size = ns < 0 ? -ns : ns;
	size_t i = 0;
	double value;

	while (i < ARRAY_SIZE(units) - 1 && size < units[i].ns)
		i++;
	value = ns / units[i].ns;
	size /= units[i].ns;
	return format(sign ? "%+.*f %s" : "%.*f %s",
		      size < 9.995 ? 2 :
		      size < 99.95 ? 1 :
				     0,
		      value, units[i].name);
}

static char *value_text(enum row row, double value, bool sign)
{
	if (ab_rows[row].is_time)
		return time_text(value, sign);
	return format(sign ? "%+.3f" : "%.3f", value);
}

static char *interval_text(enum row row, const struct estimate *e)
{
	char *low = value_text(row, e->low, true);
	char *high = value_text(row, e->high, true);
	char *text = format("%s to %s", low, high);

	free(low);
	free(high);
	return text;
}

static void add_row(struct table *table, enum row row, const struct estimate *e)
{
	char *texts[6] = {
		format("%s", ab_rows[row].text),
		value_text(row, e->native, false),
		value_text(row, e->other, false),
		value_text(row, e->difference, true),
		interval_text(row, e),
		format("%s", e->differs ? "differs" : ""),
	};
	size_t i;

	table_add(table, e->differs ? TONE_GOOD : TONE_PLAIN,
		  (const char *const *)texts);
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
}

/* In percent of the native value; nothing if that is zero */
static char *change_text(enum row row, const struct estimate *e)
{
	double percent = 100 * e->difference / e->native;

	if (!e->native)
		return format("%s", ab_rows[row].text);
	return format("%s %+.*f %%", ab_rows[row].text,
		      fabs(percent) < 10 ? 1 : 0, percent);
}

static void print_verdict(const struct ab *ab, const struct finding *findings)
{
	char *list = NULL;
	enum row row;

	for (row = 0; row < NR_ROWS; row++) {
		char *change;

		if (!findings[row].known || !findings[row].estimate.differs)
			continue;
		change = change_text(row, &findings[row].estimate);
		append(&list, ", ", change);
		free(change);
	}
	if (list)
		printf("%s differs from native: %s\n", ab->provider, list);
	else if (ab->nr < fewest_pairs())
		printf("too few pairs for a verdict: it takes %zu at least\n",
		       fewest_pairs());
	else
		puts("no difference that could be told from noise");
	free(list);
}

/* "OP and OP: native and PROVIDER in turns" */
static void print_head(const struct ab *ab)
{
	const char *what = ab->work.load ? ab->work.load->name :
					   ab->work.command[0];
	char *ops = NULL;
	char *shown = format("%s", what);
	size_t i;

	for (i = 0; i < ab->nr_ops; i++)
		append(&ops, ", ", ab->ops[i]);
	make_printable(shown, strlen(shown), "");
	printf("%s: native and %s in turns, %s %s\n", ops, ab->provider,
	       ab->work.load ? "load" : "command", shown);
	printf("%zu pairs of blocks of %u calls, seed %lu\n\n", ab->nr,
	       ab->work.calls, ab->seed);
	free(shown);
	free(ops);
}

static void print_text(const struct ab *ab, const struct finding *findings)
{
	const char *const head[] = { "for a call",
				     "native",
				     strcmp(ab->provider, NATIVE) ?
					     ab->provider :
					     "native again",
				     "difference",
				     "99.9 % interval",
				     "" };
	struct table table = { .columns = ARRAY_SIZE(head) };
	enum row row;

	print_head(ab);
	table_add(&table, TONE_HEAD, head);
	for (row = 0; row < NR_ROWS; row++)
		if (findings[row].known)
			add_row(&table, row, &findings[row].estimate);
	table_print(&table, ab->tree->options->colour);
	table_free(&table);
	putchar('\n');
	print_verdict(ab, findings);
}

void ab_print(struct ab *ab)
{
	struct finding findings[NR_ROWS];
	enum row row;

	for (row = 0; row < NR_ROWS; row++)
		findings[row] = ab_find(ab, row);
	if (ab->tree->options->json)
		ab_print_json(ab, findings);
	else
		print_text(ab, findings);
}
