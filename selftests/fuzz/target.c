// SPDX-License-Identifier: GPL-2.0
/* The files that root can write to, and what belongs into them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

#define MAX_TARGETS 64

struct target targets[MAX_TARGETS];
unsigned int nr_targets;

static void add(enum kind kind, unsigned int op, const char *path)
{
	struct target *t = &targets[nr_targets];

	if (access(path, F_OK) || nr_targets == MAX_TARGETS)
		return;
	t->kind = kind;
	t->op = op;
	snprintf(t->path, sizeof(t->path), "%s", path);
	nr_targets++;
}

static void add_op(unsigned int op)
{
	char path[128];

	snprintf(path, sizeof(path), ROOT "/ops/%s/provider", ops.names[op]);
	add(PROVIDER, op, path);
}

void targets_find(void)
{
	static const char *const readonly[] = {
		ROOT "/hypervisor",
		ROOT "/ops/yield_to/available",
		ROOT "/ops/yield_to/switches",
		ROOT "/providers/native/version",
		ROOT "/ops/yield_to/scope",
		ROOT "/ops/yield_to/busy",
		"/sys/module/pvshim/parameters/bind",
		"/sys/module/pvshim/parameters/autobind",
		"/sys/kernel/debug/pvshim/bindings",
		"/sys/kernel/debug/pvshim/pv_ops",
		"/sys/kernel/debug/pvshim_bench/results",
		"/sys/kernel/debug/pvshim_bench/switch",
		"/sys/kernel/debug/pvshim_consumer/sites",
		"/sys/kernel/debug/pvshim_consumer/call",
	};
	unsigned int i, again;

	for (again = 0; again < 2; again++)
		for (i = 0; i < ops.nr; i++)
			add_op(i);
	for (again = 0; again < 2; again++)
		add(VERIFY, 0, ROOT "/verify");
	add(RUN, 0, "/sys/module/pvshim_bench/parameters/run");
	add(SWITCH, 0, "/sys/module/pvshim_bench/parameters/switch");
	for (i = 0; i < ARRAY_SIZE(readonly); i++)
		add(READONLY, 0, readonly[i]);
}

static const char *any_of(const struct words *words)
{
	return words->names[random_below(words->nr)];
}

size_t target_sensible(const struct target *t, char *bytes)
{
	switch (t->kind) {
	case VERIFY:
		return sprintf(bytes, "1\n");
	case RUN:
		return sprintf(bytes, "%u\n", random_below(100));
	case SWITCH:
		return sprintf(bytes, "%u", random_one_in(2) ? 1 : 10);
	default:
		return sprintf(bytes, "%s\n", any_of(&providers));
	}
}

static unsigned long number(const struct input *in)
{
	char text[48] = {};

	memcpy(text, in->bytes,
	       in->len < sizeof(text) ? in->len : sizeof(text) - 1);
	return strtoul(text, NULL, 0);
}

static void replace(struct input *in, const char *text)
{
	in->len = strlen(text);
	memcpy(in->bytes, text, in->len);
}

/* Files of debugfs take each part of a vector for a text of its own. */
static void tame_number(struct input *in, unsigned long most)
{
	if (in->way == WRITEV)
		in->way = WRITE;
	if (number(in) > most && number(in) <= 10000000 && !random_one_in(5000))
		replace(in, "7");
}

static bool begins_with(const struct input *in, const char *word)
{
	return in->len >= strlen(word) &&
	       !memcmp(in->bytes, word, strlen(word));
}

/*
 * A switch away from the provider "test", and any switch of the kernel's own
 * operations, waits for grace periods: a hundred times as long as all else.
 */
void target_tame(struct input *in)
{
	if (in->way == SPLICE && in->len > PIECE)
		in->len = PIECE;
	if (in->way == PIECEMEAL && in->len > 16)
		in->len = 16;
	switch (targets[in->target].kind) {
	case PROVIDER:
		if (begins_with(in, "test") && !random_one_in(30))
			replace(in, "bench");
		break;
	case VERIFY:
		if (begins_with(in, "1") && !random_one_in(4))
			in->bytes[0] = '2';
		break;
	case RUN:
		tame_number(in, 300);
		break;
	case SWITCH:
		tame_number(in, 10);
		break;
	default:
		break;
	}
}
