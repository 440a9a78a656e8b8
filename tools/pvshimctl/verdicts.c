// SPDX-License-Identifier: GPL-2.0
/* Why a provider cannot serve an operation, by sysfs or, of older modules, by debugfs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "text.h"
#include "verdicts.h"

static char *copy_of(const char *text)
{
	return text ? format("%s", text) : NULL;
}

static void add(struct verdicts *verdicts, const char *op, const char *provider,
		const char *class, const char *why)
{
	struct verdict *verdict;

	verdicts->verdict = xalloc(verdicts->verdict,
				   (verdicts->nr + 1) * sizeof(*verdict));
	verdict = &verdicts->verdict[verdicts->nr++];
	verdict->op = copy_of(op);
	verdict->provider = copy_of(provider);
	verdict->class = copy_of(class);
	verdict->why = copy_of(why);
}

/* Ends a piece of text in place; returns what comes behind ": ", or NULL. */
static char *end_piece(char *text)
{
	char *end = strstr(text, ": ");

	if (!end)
		return NULL;
	*end = '\0';
	return end + 2;
}

/* "yes" or "CLASS: REASON"; anything else is passed over. */
static void parse_verdict(struct verdicts *verdicts, const char *op,
			  const char *provider, char *class)
{
	const char *why = end_piece(class);

	if (!strcmp(class, "yes"))
		add(verdicts, op, provider, NULL, NULL);
	else if (why && is_name(class))
		add(verdicts, op, provider, class, why);
}

/* The same behind "PROVIDER: " */
static void parse_line(struct verdicts *verdicts, const char *op, char *line)
{
	char *said = end_piece(line);

	if (said)
		parse_verdict(verdicts, op, line, said);
}

/* An operation's line begins at the margin, its providers' with a tab. */
static void parse(struct verdicts *verdicts, char *text)
{
	char *op = NULL;
	char *rest, *line;

	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '\t') {
			if (op)
				parse_line(verdicts, op, line + 1);
			continue;
		}
		line[strcspn(line, ":")] = '\0';
		op = line;
	}
}

static void read_file(struct verdicts *verdicts, const char *providers,
		      const char *provider, const char *op)
{
	char *path = format("%s/%s/verdicts/%s", providers, provider, op);
	char *line = file_line(path);

	if (line)
		parse_verdict(verdicts, op, provider, line);
	free(line);
	free(path);
}

bool verdicts_read_files(struct verdicts *verdicts, const char *dir,
			 const struct nodes *providers, const struct nodes *ops)
{
	size_t op, p;

	for (op = 0; op < ops->nr; op++)
		for (p = 0; p < providers->nr; p++)
			read_file(verdicts, dir, providers->node[p].name,
				  ops->node[op].name);
	return verdicts->nr;
}

bool verdict_is(const struct verdict *verdict, const char *class)
{
	return verdict->class && !strcmp(verdict->class, class);
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
		free(verdicts->verdict[i].class);
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
