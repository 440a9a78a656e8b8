// SPDX-License-Identifier: GPL-2.0
/* How the figures of "pvshimctl bench" look. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench-print.h"
#include "json.h"
#include "table.h"
#include "text.h"

#define LINE 256 /* longer ones are cut */

/* The columns of the module's own functions: in JSON, and in the results. */
#define NR_OWN_FORMS 4

static const char *const json_names[NR_OWN_FORMS] = { "static_call",
						      "direct_call", "pointer",
						      "retpoline" };
static const char *const own_forms[NR_OWN_FORMS] = { "bound", "direct",
						     "pointer", "retpoline" };

bool bench_has(const struct node *op)
{
	return !op_is_kernel(op);
}

/**
 * struct figure - one line of the results
 * @ticks: of the fastest batch, or "-" if this was not called
 * @call: clock ticks of one call alone, or "-"
 * @target: the function that was called, "nop" or "xor"
 */
struct figure {
	char ticks[24];
	char call[24];
	char target[80];
};

/* Takes a line of at most @size - 1 characters; NULL behind the last one. */
static const char *take_line(const char *text, char *line, size_t size)
{
	size_t len = strcspn(text, "\n");

	if (!*text)
		return NULL;
	snprintf(line, size, "%.*s", (int)(len < size ? len : size - 1), text);
	return text + len + (text[len] == '\n');
}

/*
 * False, and dashes, if there is no such line. sscanf() measures all of its text each time, so it
 * gets a line alone.
 */
static bool find_figure(const char *results, const char *op, const char *form,
			struct figure *figure)
{
	char line[LINE], its_op[64], its_form[24];

	while ((results = take_line(results, line, sizeof(line)))) {
		if (sscanf(line, "%63s %23s %23s %23s %79[^\n]", its_op,
			   its_form, figure->ticks, figure->call,
			   figure->target) == 5 &&
		    !strcmp(its_op, op) && !strcmp(its_form, form))
			return true;
	}
	*figure = (struct figure){ .ticks = "-", .call = "-", .target = "-" };
	return false;
}

/* From the first line of the results; 0 if it is not there. */
static unsigned long measured_khz(const char *results)
{
	static const char before[] = "tsc_khz ";
	const char *text = strstr(results, before);
	unsigned long long khz;

	if (strncmp(results, "batch ", 6) || !text ||
	    text > results + strcspn(results, "\n"))
		return 0;
	text += strlen(before);
	return take_number(&text, &khz) ? khz : 0;
}

static void add_calls(struct table *table, const struct bench *bench,
		      const struct node *op)
{
	const char *texts[4 + NR_OWN_FORMS] = { op->name,
						node_text(op, "provider") };
	struct figure bound, native, own[NR_OWN_FORMS];
	size_t i;

	find_figure(bench->bound, op->name, "bound", &bound);
	find_figure(bench->native, op->name, "bound", &native);
	texts[2] = bound.call;
	texts[3] = native.call;
	for (i = 0; i < NR_OWN_FORMS; i++) {
		find_figure(bench->own, op->name, own_forms[i], &own[i]);
		texts[4 + i] = own[i].call;
	}
	table_add(table, TONE_PLAIN, texts);
}

static void print_calls(const struct bench *bench)
{
	static const char *const head[4 + NR_OWN_FORMS] = {
		"operation", "served by", "as bound", "native",
		"static",    "direct",	  "pointer",  "retpoline",
	};
	struct table table = { .columns = 4 + NR_OWN_FORMS };
	size_t i;

	table_add(&table, TONE_HEAD, head);
	for (i = 0; i < bench->tree->ops.nr; i++)
		if (bench_has(&bench->tree->ops.node[i]))
			add_calls(&table, bench, &bench->tree->ops.node[i]);
	table_print(&table, bench->tree->options->colour);
	table_free(&table);
}

static void add_switch(struct table *table, const struct bench *bench, size_t i)
{
	char *texts[3];
	size_t column;

	texts[0] = format("%u", bench->switches[i].sites);
	texts[1] = format("%llu", bench->switches[i].ns / 1000);
	texts[2] = bench->switches[i].ipis < 0 ?
			   format("-") :
			   format("%lld", bench->switches[i].ipis);
	table_add(table, TONE_PLAIN, (const char *const *)texts);
	for (column = 0; column < table->columns; column++)
		free(texts[column]);
}

static void print_switches(const struct bench *bench)
{
	static const char *const head[] = { "call sites", "microseconds",
					    "interrupts of other CPUs" };
	struct table table = { .columns = 3 };
	size_t i;

	table_add(&table, TONE_HEAD, head);
	for (i = 0; i < bench->nr; i++)
		add_switch(&table, bench, i);
	table_print(&table, bench->tree->options->colour);
	table_free(&table);
}

void bench_print(const struct bench *bench)
{
	printf("TSC cycles of a call (%lu kHz). The last four columns are ways to call one\n"
	       "empty function: as a bound operation, directly, by a pointer, by a retpoline.\n\n",
	       measured_khz(bench->own));
	print_calls(bench);
	printf("\nA switch of one operation:\n\n");
	print_switches(bench);
}

/* Digits, at least one, and no zero before others: as JSON has it */
static const char *skip_digits(const char *text)
{
	size_t nr = strspn(text, "0123456789");

	return nr == 1 || (nr && *text != '0') ? text + nr : NULL;
}

static bool is_json_number(const char *text)
{
	text = skip_digits(text + (*text == '-'));
	if (text && *text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	return text && !*text && text[-1] != '.';
}

/* The number as it was written, or null. */
static json_object *json_figure(const struct figure *figure)
{
	if (!is_json_number(figure->call))
		return NULL;
	return json_object_new_double_s(strtod(figure->call, NULL),
					figure->call);
}

static json_object *json_calls(const struct bench *bench, const struct node *op)
{
	json_object *object = json_object_new_object();
	struct figure f;
	size_t i;

	json_object_object_add(object, "name", json_text(op->name));
	json_object_object_add(object, "provider",
			       json_text(node_value(op, "provider")));
	find_figure(bench->bound, op->name, "bound", &f);
	json_object_object_add(object, "target", json_text(f.target));
	json_object_object_add(object, "bound", json_figure(&f));
	find_figure(bench->native, op->name, "bound", &f);
	json_object_object_add(object, "native", json_figure(&f));
	for (i = 0; i < NR_OWN_FORMS; i++) {
		find_figure(bench->own, op->name, own_forms[i], &f);
		json_object_object_add(object, json_names[i], json_figure(&f));
	}
	return object;
}

static void add_number(json_object *object, const char *name,
		       unsigned long long value)
{
	json_object_object_add(object, name, json_object_new_uint64(value));
}

static json_object *json_switch(const struct bench *bench, size_t i)
{
	json_object *object = json_object_new_object();

	add_number(object, "sites", bench->switches[i].sites);
	add_number(object, "ns", bench->switches[i].ns);
	if (bench->switches[i].ipis < 0)
		json_object_object_add(object, "ipis", NULL);
	else
		add_number(object, "ipis", bench->switches[i].ipis);
	return object;
}

void bench_print_json(const struct bench *bench)
{
	json_object *object = json_object_new_object();
	json_object *ops = json_object_new_array();
	json_object *switches = json_object_new_array();
	size_t i;

	for (i = 0; i < bench->tree->ops.nr; i++) {
		const struct node *op = &bench->tree->ops.node[i];

		if (bench_has(op))
			json_object_array_add(ops, json_calls(bench, op));
	}
	for (i = 0; i < bench->nr; i++)
		json_object_array_add(switches, json_switch(bench, i));
	json_object_object_add(object, "unit", json_text("cycles per call"));
	add_number(object, "tsc_khz", measured_khz(bench->own));
	json_object_object_add(object, "ops", ops);
	json_object_object_add(object, "switches", switches);
	json_print(object);
}
