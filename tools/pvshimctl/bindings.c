// SPDX-License-Identifier: GPL-2.0
/* What was bound before an A/B, what it has bound since, and the way back. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "bindings.h"
#include "change.h"
#include "file.h"
#include "message.h"
#include "text.h"

/* What an operation is bound to, and how often it was switched. */
struct look {
	char *provider;
	unsigned long long switches;
};

static size_t size_of(size_t nr)
{
	return sizeof(struct bindings) + nr * sizeof(struct binding);
}

/* @nr: how many may be added */
struct bindings *bindings_new(const struct options *options, size_t nr)
{
	struct bindings *b = mmap(NULL, size_of(nr), PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (b == MAP_FAILED) {
		complain("no memory to share with a guardian: %m");
		return NULL;
	}
	b->options = options;
	return b;
}

void bindings_free(struct bindings *b)
{
	if (b)
		munmap(b, size_of(b->nr));
}

static bool set_name(char *to, const char *name)
{
	if (!name || !is_name(name) || strlen(name) >= BINDING_NAME)
		return false;
	memcpy(to, name, strlen(name) + 1);
	return true;
}

bool bindings_add(struct bindings *b, const char *op, const char *before)
{
	struct binding *binding = &b->binding[b->nr];

	if (!set_name(binding->op, op) || !set_name(binding->before, before)) {
		complain("%s is bound to %s: no names of pvshim's", op,
			 before ?: "nothing");
		return false;
	}
	set_name(binding->now, before);
	b->nr++;
	return true;
}

static char *op_file(const struct bindings *b, const char *op, const char *name)
{
	char *path = format("%s/kernel/pvshim/ops/%s/%s", b->options->sysfs, op,
			    name);
	char *line = file_line(path);
	int error = errno;

	free(path);
	errno = error;
	return line;
}

/* 0 or an errno. The count is 0 where this pvshim has none. */
static int look_at(const struct bindings *b, const char *op, struct look *look)
{
	char *count = op_file(b, op, "switches");
	const char *text = count;

	if (!count || !take_number(&text, &look->switches))
		look->switches = 0;
	free(count);
	look->provider = op_file(b, op, "provider");
	return look->provider ? 0 : errno;
}

struct bindings *bindings_record(const struct tree *tree)
{
	struct bindings *b = bindings_new(tree->options, tree->ops.nr);
	size_t i;

	for (i = 0; b && i < tree->ops.nr; i++) {
		const struct node *op = &tree->ops.node[i];
		const char *count = node_value(op, "switches");

		if (!bindings_add(b, op->name, node_value(op, "provider"))) {
			bindings_free(b);
			return NULL;
		}
		if (!count || !take_number(&count, &b->binding[i].switches))
			b->binding[i].switches = 0;
	}
	return b;
}

struct binding *bindings_find(struct bindings *b, const char *op)
{
	size_t i;

	for (i = 0; i < b->nr; i++)
		if (!strcmp(b->binding[i].op, op))
			return &b->binding[i];
	return NULL;
}

static bool cannot_read(const struct binding *binding, int error)
{
	complain("%s: what it is bound to cannot be read: %s", binding->op,
		 file_is_gone(error) ? "pvshim has gone" : file_problem(error));
	return false;
}

static void tell_of_another(const struct binding *binding,
			    const struct look *look)
{
	complain("%s is bound to %s now, which is not our doing", binding->op,
		 look->provider);
}

static bool is_kept(const struct bindings *b, const struct binding *binding)
{
	struct look look;
	int error = look_at(b, binding->op, &look);
	bool kept = !error && !strcmp(look.provider, binding->now);

	if (error)
		return cannot_read(binding, error);
	if (!kept)
		tell_of_another(binding, &look);
	else if (look.switches != binding->switches)
		complain("%s was switched meanwhile, and back to %s",
			 binding->op, look.provider);
	kept = kept && look.switches == binding->switches;
	free(look.provider);
	return kept;
}

bool bindings_kept(struct bindings *b)
{
	bool kept = true;
	size_t i;

	for (i = 0; i < b->nr; i++)
		if (b->binding[i].ours && !is_kept(b, &b->binding[i]))
			kept = false;
	return kept;
}

/* Whether a switch to @to may have brought an operation there */
static bool may_follow(const struct bindings *b, const char *provider)
{
	return !strcmp(provider, b->to) || !strcmp(provider, "native");
}

/* Operations that share state with the one that we have switched go with it. */
static int take_over(struct bindings *b, struct binding *binding, bool asked)
{
	struct look look;
	int error = look_at(b, binding->op, &look);
	bool moved;

	if (error)
		return error;
	moved = strcmp(look.provider, binding->now);
	if (asked ? !strcmp(look.provider, b->to) :
		    moved && may_follow(b, look.provider)) {
		set_name(binding->now, look.provider);
		binding->switches = look.switches;
		binding->ours = true;
	} else if (asked) {
		tell_of_another(binding, &look);
		error = ESTALE;
	}
	free(look.provider);
	return error;
}

static int take_over_all(struct bindings *b, const struct binding *asked)
{
	int error = 0;
	size_t i;

	for (i = 0; i < b->nr; i++) {
		struct binding *binding = &b->binding[i];

		error = take_over(b, binding, binding == asked) ?: error;
	}
	return error;
}

int bindings_switch(struct bindings *b, const char *op, const char *provider)
{
	struct binding *binding = bindings_find(b, op);
	int error = ESTALE;

	binding->ours = true;
	if (bindings_kept(b) && set_name(b->to, provider)) {
		b->switching = true;
		error = change_op(b->options, op, provider);
		if (!error)
			error = take_over_all(b, binding);
		b->switching = false;
	}
	return error;
}

/* Whether an operation is where we have brought it */
static bool is_ours(const struct bindings *b, const struct binding *binding,
		    const struct look *look)
{
	if (b->switching && may_follow(b, look->provider))
		return true;
	return binding->ours && !strcmp(look->provider, binding->now) &&
	       look->switches == binding->switches;
}

static bool bind_as_before(const struct bindings *b,
			   const struct binding *binding)
{
	int error = change_op(b->options, binding->op, binding->before);

	if (error)
		complain("%s cannot be bound to %s again: %s", binding->op,
			 binding->before, file_problem(error));
	return !error;
}

static bool restore_one(const struct bindings *b, const struct binding *binding)
{
	struct look look;
	int error = look_at(b, binding->op, &look);
	bool restored = true;

	if (error)
		return cannot_read(binding, error);
	if (strcmp(look.provider, binding->before)) {
		restored = is_ours(b, binding, &look);
		if (restored)
			restored = bind_as_before(b, binding);
		else
			complain("%s is left with %s, as it was not us who bound it",
				 binding->op, look.provider);
	}
	free(look.provider);
	return restored;
}

bool bindings_restore(struct bindings *b)
{
	bool restored = true;
	size_t i;

	for (i = 0; i < b->nr; i++)
		if ((b->binding[i].ours || b->switching) &&
		    !restore_one(b, &b->binding[i]))
			restored = false;
	return restored;
}
