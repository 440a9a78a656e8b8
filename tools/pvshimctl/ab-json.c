// SPDX-License-Identifier: GPL-2.0
/* What an A/B has found, as JSON: Documentation/reference/ab.schema.json. */
#include <math.h>

#include "comparison.h"
#include "json.h"

#define SCHEMA "pvshim-ab/1"

static void add_double(json_object *object, const char *name, double value)
{
	json_object_object_add(object, name,
			       isnan(value) ? NULL :
					      json_object_new_double(value));
}

static void add_count(json_object *object, const char *name,
		      unsigned long long value)
{
	json_object_object_add(object, name, json_object_new_uint64(value));
}

static json_object *json_finding(enum row row, const struct finding *finding)
{
	const struct estimate *e = &finding->estimate;
	json_object *object = json_object_new_object();

	json_object_object_add(object, "name", json_text(ab_rows[row].name));
	json_object_object_add(object, "unit",
			       json_text(ab_rows[row].is_time ? "ns" :
								"count"));
	add_double(object, "native", e->native);
	add_double(object, "provider", e->other);
	add_double(object, "difference", e->difference);
	add_double(object, "low", e->low);
	add_double(object, "high", e->high);
	json_object_object_add(object, "differs",
			       json_object_new_boolean(e->differs));
	return object;
}

static json_object *json_findings(const struct finding *findings)
{
	json_object *array = json_object_new_array();
	enum row row;

	for (row = 0; row < NR_ROWS; row++)
		if (findings[row].known)
			json_object_array_add(array,
					      json_finding(row,
							   &findings[row]));
	return array;
}

static json_object *json_block(const struct block *block)
{
	json_object *object = json_object_new_object();
	enum row row;

	for (row = 0; row < NR_ROWS; row++)
		add_double(object, ab_rows[row].name, block->value[row]);
	return object;
}

static json_object *json_pairs(const struct ab *ab)
{
	json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < ab->nr; i++) {
		const struct pair *pair = &ab->pairs[i];
		json_object *object = json_object_new_object();
		const char *first = pair->native_first ? "native" : "provider";

		json_object_object_add(object, "first", json_text(first));
		json_object_object_add(object, "native",
				       json_block(&pair->native));
		json_object_object_add(object, "provider",
				       json_block(&pair->other));
		json_object_array_add(array, object);
	}
	return array;
}

/* NULL stands for null. */
static json_object *json_strings(char *const *texts)
{
	json_object *array = texts ? json_object_new_array() : NULL;

	for (; texts && *texts; texts++)
		json_object_array_add(array, json_text(*texts));
	return array;
}

static bool any_differs(const struct finding *findings)
{
	enum row row;

	for (row = 0; row < NR_ROWS; row++)
		if (findings[row].known && findings[row].estimate.differs)
			return true;
	return false;
}

static const char *verdict(const struct ab *ab, const struct finding *findings)
{
	if (any_differs(findings))
		return "differs";
	return ab->nr < fewest_pairs() ? "too few pairs" : "noise";
}

void ab_print_json(const struct ab *ab, const struct finding *findings)
{
	const struct work *work = &ab->work;
	json_object *object = json_object_new_object();

	json_object_object_add(object, "schema", json_text(SCHEMA));
	json_object_object_add(object, "ops", json_strings(ab->ops));
	json_object_object_add(object, "provider", json_text(ab->provider));
	json_object_object_add(object, "load",
			       work->load ? json_text(work->load->name) : NULL);
	json_object_object_add(object, "command", json_strings(work->command));
	add_count(object, "calls", work->calls);
	add_count(object, "pairs", ab->nr);
	add_count(object, "seed", ab->seed);
	add_count(object, "resamples", RESAMPLES);
	add_double(object, "level", LEVEL);
	add_double(object, "false_alarms", FALSE_ALARMS);
	json_object_object_add(object, "verdict",
			       json_text(verdict(ab, findings)));
	json_object_object_add(object, "findings", json_findings(findings));
	json_object_object_add(object, "blocks", json_pairs(ab));
	json_print(object);
}
