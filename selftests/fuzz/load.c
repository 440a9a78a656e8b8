// SPDX-License-Identifier: GPL-2.0
/* The module's parameters: it is loaded with each, and unloaded again. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fuzz.h"

/* NAME="...", so that blanks belong to it */
static size_t add_parameter(char *text, size_t len, const char *name)
{
	size_t i;

	len += sprintf(text + len, "%s=\"", name);
	i = input_list(text + len, 1100);
	/* a NUL would end all parameters, and a quote this one */
	while (i--) {
		if (!text[len] || (text[len] == '"' && !random_one_in(4)))
			text[len] = '_';
		len++;
	}
	return len + sprintf(text + len, "\" ");
}

static size_t add_wishes(char *text, size_t len)
{
	unsigned int i, nr = 1 + random_below(3);
	const char *name;

	len += sprintf(text + len, "bind=");
	for (i = 0; i < nr; i++) {
		name = providers.names[random_below(providers.nr)];
		len += sprintf(text + len, "%s%s:%s", i ? "," : "",
			       ops.names[random_below(ops.nr)],
			       random_one_in(3) ? "nobody" : name);
	}
	return len + sprintf(text + len, " ");
}

static void make_parameters(char *text)
{
	size_t len = 0;

	text[0] = '\0';
	if (random_one_in(2))
		len = add_wishes(text, len);
	else if (!random_one_in(4))
		len = add_parameter(text, len, "bind");
	if (random_one_in(4))
		sprintf(text + len, "autobind=%s",
			random_one_in(3) ? words_any() : "0");
}

static bool wrong(const char *what, const char *text)
{
	printf("# %s, parameters: %s\n", what, text);
	return false;
}

/* A load that was refused leaves nothing; one that was not can be undone. */
static bool load_once(int fd, unsigned long *loaded)
{
	char text[4096];
	struct state state;

	make_parameters(text);
	if (syscall(SYS_finit_module, fd, text, 0)) {
		if (errno != EINVAL && errno != ENOENT && errno != ENOSPC)
			return wrong(strerror(errno), text);
		return access(ROOT, F_OK) || wrong("refused, but there", text);
	}
	++*loaded;
	if (!state_read(&state) || !state_follows(&state, &state))
		return wrong("loaded, but not sound", text);
	return !syscall(SYS_delete_module, "pvshim", O_NONBLOCK) ||
	       wrong("cannot be unloaded", text);
}

bool load_all(const char *path, unsigned long inputs)
{
	unsigned long i, loaded = 0;
	bool good = true;
	int fd = open(path, O_RDONLY);

	if (syscall(SYS_delete_module, "pvshim", O_NONBLOCK))
		return wrong("cannot be unloaded", "before the first load");
	for (i = 0; i < inputs && good; i++)
		good = load_once(fd, &loaded);
	printf("parameters %lu loaded %lu\n", i, loaded);
	return good;
}
