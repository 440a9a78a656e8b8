// SPDX-License-Identifier: GPL-2.0
/* debugfs: bindings, which says why a provider cannot serve an operation. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "text.h"
#include "verdicts.h"

static void add(struct verdicts *verdicts, const char *op, const char *provider,
		const char *why)
{
	struct verdict *verdict;

	verdicts->verdict = xalloc(verdicts->verdict,
				   (verdicts->nr + 1) * sizeof(*verdict));
	verdict = &verdicts->verdict[verdicts->nr++];
	verdict->op = format("%s", op);
	verdict->provider = format("%s", provider);
	verdict->why = why ? format("%s", why) : NULL;
}

/* "PROVIDER: yes" or "PROVIDER: no: REASON"; anything else is passed over. */
static void parse_verdict(struct verdicts *verdicts, const char *op, char *line)
{
	char *said = strstr(line, ": ");

	if (!said)
		return;
	*said = '\0';
	said += 2;
	if (!strcmp(said, "yes"))
		add(verdicts, op, line, NULL);
	else if (!strncmp(said, "no: ", 4))
		add(verdicts, op, line, said + 4);
}

/* An operation's line begins at the margin, its providers' with a tab. */
static void parse(struct verdicts *verdicts, char *text)
{
	const char *op = NULL;
	char *rest, *line;

	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '\t') {
			if (op)
				parse_verdict(verdicts, op, line + 1);
			continue;
		}
		line[strcspn(line, ":")] = '\0';
		op = line;
	}
}

void verdicts_read(struct verdicts *verdicts, const char *path)
{
	char *text = file_read(path, DEBUGFS_LONGEST);

	if (!text)
		verdicts->missing = file_debugfs_problem(errno);
	else
		parse(verdicts, text);
	if (text && !verdicts->nr)
		verdicts->missing = "debugfs says nothing";
	free(text);
}

void verdicts_free(struct verdicts *verdicts)
{
	size_t i;

	for (i = 0; i < verdicts->nr; i++) {
		free(verdicts->verdict[i].op);
		free(verdicts->verdict[i].provider);
		free(verdicts->verdict[i].why);
	}
	free(verdicts->verdict);
}

const struct verdict *verdicts_find(const struct verdicts *verdicts,
				    const char *op, const char *provider)
{
	size_t i;

	for (i = 0; i < verdicts->nr; i++)
		if (!strcmp(verdicts->verdict[i].op, op) &&
		    !strcmp(verdicts->verdict[i].provider, provider))
			return &verdicts->verdict[i];
	return NULL;
}
