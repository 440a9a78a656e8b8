// SPDX-License-Identifier: GPL-2.0
/* What must come of an input: judged by its bytes and by what pvshim shows. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "write.h"

#define FULL_EVERY \
	64 /* inputs: all of the state, and not what should change alone */

static struct state last;
static bool known;
static unsigned long tries;

/* What the module makes of the bytes: the kernel hands over one piece of them. */
struct text {
	const char *at;
	size_t len;
};

static bool is_blank(char c)
{
	return c && strchr(" \t\n\v\f\r", c);
}

static struct text text_of(const struct input *in)
{
	struct text text = { in->bytes, smaller_of(in->len, PIECE) };

	while (text.len &&
	       (!text.at[text.len - 1] || is_blank(text.at[text.len - 1])))
		text.len--;
	while (text.len && is_blank(text.at[0])) {
		text.at++;
		text.len--;
	}
	return text;
}

static bool is(struct text word, const char *name)
{
	return word.len == strlen(name) && !memcmp(word.at, name, word.len);
}

static bool wrong(const struct input *in, ssize_t ret, const char *what)
{
	printf("# %s; the write returned %zd\n", what, ret);
	input_print(in);
	return false;
}

static bool accept(const struct input *in, ssize_t ret, const struct state *now)
{
	if (!state_follows(&last, now))
		return wrong(in, ret, "this cannot be");
	last = *now;
	return true;
}

/* Everything, after a change or now and then */
static bool look(const struct input *in, ssize_t ret, bool may_change)
{
	struct state now;

	if (!state_read(&now))
		return wrong(in, ret, "files cannot be read");
	if (!may_change && !state_same(&last, &now))
		return wrong(in, ret, "something has changed");
	return accept(in, ret, &now);
}

static bool judge_provider(const struct input *in, ssize_t ret)
{
	struct text name = text_of(in);
	unsigned int op = targets[in->target].op;
	char text[NAME_SIZE];
	struct state now;
	bool there = words_have(&providers, name.at, name.len);

	if (!there)
		return ret == -EINVAL || wrong(in, ret, "expected EINVAL");
	snprintf(text, sizeof(text), "%.*s", (int)name.len, name.at);
	if (!state_available(op, text))
		return ret == -EOPNOTSUPP ||
		       wrong(in, ret, "expected EOPNOTSUPP");
	if (ret != (ssize_t)smaller_of(in->len, PIECE))
		return wrong(in, ret, "expected to be taken");
	now = last;
	if (!state_read_op(&now, op) || !accept(in, ret, &now))
		return false;
	return !strcmp(last.provider[op], text) ||
	       wrong(in, ret, "another provider is bound");
}

static bool judge_write(const struct input *in, ssize_t ret)
{
	switch (targets[in->target].kind) {
	case PROVIDER:
		return judge_provider(in, ret);
	case VERIFY:
		if (is(text_of(in), "1"))
			return ret > 0 ||
			       wrong(in, ret, "expected to be taken");
		return ret == -EINVAL || wrong(in, ret, "expected EINVAL");
	case READONLY:
		return ret < 0 || wrong(in, ret, "expected to be refused");
	default:
		return true;
	}
}

/* The file that was written to, or everything in turns */
static bool judge_unchanged(const struct input *in, ssize_t ret)
{
	const struct target *t = &targets[in->target];
	char name[NAME_SIZE];

	if (++tries % FULL_EVERY == 0)
		return look(in, ret, false);
	if (t->kind != PROVIDER || ret > 0)
		return true;
	if (!read_file(t->path, name, sizeof(name)))
		return wrong(in, ret, "cannot be read");
	if (!strcmp(name, last.provider[t->op]))
		return true;
	printf("# bound now: %s, and before: %s\n", name, last.provider[t->op]);
	return wrong(in, ret, "was refused and has changed something");
}

bool target_try(const struct input *in)
{
	struct target *t = &targets[in->target];
	ssize_t ret;

	if (!known && !state_read(&last))
		return false;
	known = true;
	ret = write_input(in);
	if (kcov_end())
		input_keep(in);
	t->writes++;
	t->accepted += ret > 0;
	if (in->way == BAD_ADDRESS && in->len && ret >= 0)
		return wrong(in, ret, "expected EFAULT");
	/* Of single bytes only the last is judged, and only where it is alone. */
	if (in->len && in->way != BAD_ADDRESS && in->way != PIECEMEAL &&
	    !judge_write(in, ret))
		return false;
	/* What the kernel did by an operation that it has no more is found out here. */
	if (t->kind == VERIFY && memchr(in->bytes, '1', in->len))
		return look(in, ret, true);
	return judge_unchanged(in, ret);
}
