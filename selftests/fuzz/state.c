// SPDX-License-Identifier: GPL-2.0
/* What pvshim says of itself, and what it can say at all. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

/* Files stay open, because opening one costs much more than reading it again. */
static int *fd_of(const char *path)
{
	static struct {
		char path[192];
		int fd;
	} files[MAX_WORDS];
	static unsigned int nr;
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(files[i].path, path))
			return &files[i].fd;
	if (nr == MAX_WORDS)
		exit(3);
	snprintf(files[nr].path, sizeof(files[nr].path), "%s", path);
	files[nr].fd = open(path, O_RDONLY);
	return &files[nr++].fd;
}

bool read_file(const char *path, char *text, size_t size)
{
	int *fd = fd_of(path);
	ssize_t got = pread(*fd, text, size - 1, 0);

	if (got < 0) { /* of a module that has been unloaded meanwhile */
		close(*fd);
		*fd = open(path, O_RDONLY);
		got = pread(*fd, text, size - 1, 0);
	}
	if (got < 0)
		return false;
	text[got] = '\0';
	while (got && text[got - 1] == '\n')
		text[--got] = '\0';
	return true;
}

static bool read_of(const char *dir, const char *name, char *text, size_t size)
{
	char path[192];

	snprintf(path, sizeof(path), ROOT "/%s/%s", dir, name);
	if (read_file(path, text, size))
		return true;
	printf("# cannot be read: %s\n", path);
	return false;
}

bool state_read_op(struct state *state, unsigned int op)
{
	char dir[NAME_SIZE + 8], number[32];

	snprintf(dir, sizeof(dir), "ops/%s", ops.names[op]);
	if (!read_of(dir, "provider", state->provider[op], NAME_SIZE) ||
	    !read_of(dir, "switches", number, sizeof(number)))
		return false;
	state->switches[op] = strtoul(number, NULL, 10);
	return true;
}

bool state_read(struct state *state)
{
	unsigned int op;

	memset(state, 0, sizeof(*state));
	for (op = 0; op < ops.nr; op++)
		if (!state_read_op(state, op))
			return false;
	return true;
}

bool state_same(const struct state *a, const struct state *b)
{
	return !memcmp(a->provider, b->provider, sizeof(a->provider)) &&
	       !memcmp(a->switches, b->switches, sizeof(a->switches));
}

static bool wrong(const char *what, const char *name, const char *value)
{
	printf("# %s: %s is %s\n", what, name, value);
	return false;
}

bool state_follows(const struct state *before, const struct state *now)
{
	unsigned int op;
	bool changed;

	for (op = 0; op < ops.nr; op++) {
		const char *name = now->provider[op];

		if (!words_have(&providers, name, strlen(name)))
			return wrong("no provider", ops.names[op], name);
		if (now->switches[op] < before->switches[op])
			return wrong("fewer switches", ops.names[op], name);
		changed = strcmp(before->provider[op], name);
		if (changed && now->switches[op] == before->switches[op])
			return wrong("not counted", ops.names[op], name);
	}
	return true;
}

bool state_available(unsigned int op, const char *provider)
{
	char dir[NAME_SIZE + 8], names[1024], *rest = names, *name;

	snprintf(dir, sizeof(dir), "ops/%s", ops.names[op]);
	if (!read_of(dir, "available", names, sizeof(names)))
		return false;
	while ((name = strsep(&rest, " ")))
		if (!strcmp(name, provider))
			return true;
	return false;
}
