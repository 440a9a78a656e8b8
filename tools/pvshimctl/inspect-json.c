// SPDX-License-Identifier: GPL-2.0
/* An inspection as JSON: Documentation/reference/inspect.schema.json. */
#include <stdio.h>
#include <stdlib.h>

#include "inspection.h"
#include "json.h"
#include "text.h"

#define SCHEMA "pvshim-inspect/1"

static void add_text(json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, json_text(text));
}

static void add_hex(json_object *object, const char *name, u32 value)
{
	char *text = format("0x%08x", value);

	add_text(object, name, text);
	free(text);
}

static json_object *json_bit(const struct facility *facility)
{
	static const char *const words[] = {
		[BY_FEATURES] = "features",
		[BY_MORE_FEATURES] = "more_features",
		[BY_HINTS] = "hints",
		[BY_XEN_FEATURES] = "xen_features",
	};
	json_object *object;

	if (facility->word == BY_NOTHING)
		return NULL;
	object = json_object_new_object();
	add_text(object, "word", words[facility->word]);
	json_object_object_add(object, "number",
			       json_object_new_int(facility->bit));
	return object;
}

/* Where there is no bit, whether it is offered is not known. */
static json_object *json_offered(const struct finding *f)
{
	if (f->facility->word == BY_NOTHING)
		return NULL;
	return json_object_new_boolean(f->offered);
}

static json_object *json_finding(const struct finding *f)
{
	json_object *object = json_object_new_object();

	add_text(object, "name", f->facility->name);
	add_text(object, "about", f->facility->about);
	json_object_object_add(object, "bit", json_bit(f->facility));
	json_object_object_add(object, "offered", json_offered(f));
	add_text(object, "used", use_word(f->use));
	add_text(object, "why", f->why);
	return object;
}

static json_object *json_facilities(const struct judged *judged)
{
	json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < judged->nr; i++)
		json_object_array_add(array, json_finding(&judged->finding[i]));
	return array;
}

static json_object *json_signature(const struct judged *judged)
{
	const struct pvshim_signature *sig = judged->sig;
	json_object *object = json_object_new_object();

	add_text(object, "signature", sig->text);
	add_text(object, "interface", pvshim_hv_name(sig->hv));
	add_text(object, "source", sig->from_dmi ? "dmi" : "cpuid");
	add_hex(object, "base", sig->base);
	add_hex(object, "max_leaf", sig->max_leaf);
	add_hex(object, "version", sig->version);
	add_hex(object, "features", sig->features);
	add_hex(object, "more_features", sig->more_features);
	add_hex(object, "hints", sig->hints);
	json_object_object_add(object, "usable",
			       json_object_new_boolean(sig->fault ==
						       PVSHIM_FAULT_NONE));
	add_text(object, "fault",
		 sig->fault == PVSHIM_FAULT_NONE ?
			 NULL :
			 pvshim_fault_text(sig->fault));
	add_text(object, "used", use_word(judged->use));
	add_text(object, "why", judged->why);
	add_text(object, "documentation",
		 judged->all ? judged->all->page : NULL);
	json_object_object_add(object, "facilities", json_facilities(judged));
	return object;
}

static json_object *json_signatures(const struct inspection *in)
{
	json_object *array = json_object_new_array();
	unsigned int i;

	for (i = 0; i < in->found.nr; i++)
		json_object_array_add(array, json_signature(&in->judged[i]));
	return array;
}

static json_object *json_kernel(const struct guest *guest)
{
	json_object *object;

	if (guest->another)
		return NULL;
	object = json_object_new_object();
	add_text(object, "release", guest->release);
	json_object_object_add(object, "cpus",
			       guest->cpus ? json_object_new_int(guest->cpus) :
					     NULL);
	add_text(object, "clocksource", guest->clock);
	add_text(object, "configuration", guest->config_path);
	return object;
}

static json_object *json_advices(const struct advices *advices)
{
	json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < advices->nr; i++) {
		json_object *object = json_object_new_object();

		add_text(object, "what", advices->advice[i].what);
		add_text(object, "why", advices->advice[i].why);
		json_object_array_add(array, object);
	}
	return array;
}

void inspect_print_json(const struct inspection *in)
{
	json_object *object = json_object_new_object();

	add_text(object, "schema", SCHEMA);
	add_text(object, "hypervisor", pvshim_hv_name(in->found.primary));
	json_object_object_add(object, "kernel", json_kernel(&in->guest));
	json_object_object_add(object, "signatures", json_signatures(in));
	json_object_object_add(object, "signatures_left_out",
			       json_object_new_int(in->found.dropped));
	json_object_object_add(object, "change", json_advices(&in->advices));
	add_text(object, "not_read", in->guest.unread);
	json_print(object);
}
