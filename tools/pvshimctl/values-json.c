// SPDX-License-Identifier: GPL-2.0
/* Samples as JSON: Documentation/reference/values.schema.json. */
#include <stdio.h>

#include "json.h"
#include "values-show.h"

#define SCHEMA "pvshim-values/1"

static json_object *json_cpu(const struct values *values, size_t i)
{
	const struct sample *now = values->now;
	const struct cpu_sample *cpu = &now->cpu[i];
	struct rate rate = rate_of(now, values->before, i);
	json_object *object = json_object_new_object();

	json_object_object_add(object, "cpu",
			       json_object_new_int64(cpu->number));
	json_object_object_add(object, "online",
			       json_object_new_boolean(cpu->online));
	json_object_object_add(object, "stolen_ns",
			       sample_served(now, "steal_clock") ?
				       json_object_new_uint64(cpu->stolen) :
				       NULL);
	json_object_object_add(object, "stolen_rate",
			       rate.why ? NULL :
					  json_object_new_double(rate.value));
	json_object_object_add(object, "why",
			       json_text(no_rate_words(rate.why)));
	json_object_object_add(object, "preempted",
			       sample_served(now, "vcpu_is_preempted") ?
				       json_object_new_boolean(cpu->preempted) :
				       NULL);
	return object;
}

static json_object *json_cpus(const struct values *values)
{
	json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < values->now->nr; i++)
		json_object_array_add(array, json_cpu(values, i));
	return array;
}

static json_object *json_host(const struct host_sample *host)
{
	json_object *object = json_object_new_object();
	json_object *offset = NULL, *error = NULL;

	if (!host->why) {
		offset = json_object_new_int64(host->offset);
		error = json_object_new_uint64(host->error);
	}
	json_object_object_add(object, "minus_guest_ns", offset);
	json_object_object_add(object, "error_ns", error);
	json_object_object_add(object, "why", json_text(host->why));
	return object;
}

/* {name: what stands in a file that all nodes have} */
static json_object *json_files(const struct nodes *nodes, const char *file,
			       json_object *(*json)(const char *text))
{
	json_object *object = json_object_new_object();
	size_t i;

	for (i = 0; i < nodes->nr; i++)
		json_object_object_add(object, nodes->node[i].name,
				       json(node_value(&nodes->node[i], file)));
	return object;
}

static json_object *json_events(const struct events *events)
{
	json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < events->nr; i++) {
		json_object *object = json_object_new_object();

		json_object_object_add(object, "kind",
				       json_text(events->event[i].kind));
		json_object_object_add(object, "text",
				       json_text(events->event[i].text));
		json_object_array_add(array, object);
	}
	return array;
}

static json_object *json_values(const struct values *values)
{
	const struct tree *tree = &values->now->tree;
	json_object *object = json_object_new_object();

	json_object_object_add(object, "schema", json_text(SCHEMA));
	json_object_object_add(object, "time_ns",
			       json_object_new_int64(values->now->host.guest));
	json_object_object_add(object, "hypervisor",
			       json_text(tree->hypervisor));
	json_object_object_add(object, "version", json_text(tree->version));
	json_object_object_add(object, "cpus", json_cpus(values));
	json_object_object_add(object, "host_clock",
			       json_host(&values->now->host));
	json_object_object_add(object, "providers",
			       json_files(&tree->ops, "provider", json_text));
	json_object_object_add(object, "switches",
			       json_files(&tree->ops, "switches", json_number));
	json_object_object_add(object, "clamped",
			       json_files(&tree->providers, "clamped",
					  json_number));
	json_object_object_add(object, "happened", json_events(values->events));
	return object;
}

void values_print_json(const struct values *values, bool lines)
{
	json_object *object = json_values(values);

	if (!lines) {
		json_print(object);
		return;
	}
	puts(json_object_to_json_string_ext(object,
					    JSON_C_TO_STRING_PLAIN |
						    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}
