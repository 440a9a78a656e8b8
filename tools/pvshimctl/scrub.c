// SPDX-License-Identifier: GPL-2.0
/* Text without what names a machine or its owner, by private-list.h. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"
#include "scrub.h"
#include "text.h"

#define LEFT_OUT "<left out>"
#define GROUPS	 10

/* A text that is written piece by piece */
struct writing {
	char *text;
	size_t len;
	FILE *to;
};

static void begin(struct writing *writing)
{
	*writing = (struct writing){};
	writing->to = open_memstream(&writing->text, &writing->len);
	if (!writing->to)
		xalloc(NULL, (size_t)-1); /* says that there is no memory */
}

static char *end(struct writing *writing)
{
	fclose(writing->to);
	return writing->text;
}

static bool in_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether it stands for itself between what is before it and behind it */
static bool stands_alone(const char *text, const char *at, size_t len)
{
	return (at == text || !in_word(at[-1])) && !in_word(at[len]);
}

static char *without(char *text, const struct secret *secret)
{
	size_t len = strlen(secret->text);
	const char *rest = text, *from = text, *at;
	struct writing out;

	begin(&out);
	while ((at = strcasestr(from, secret->text))) {
		from = at + len;
		if (secret->word && !stands_alone(text, at, len)) {
			from = at + 1;
			continue;
		}
		fprintf(out.to, "%.*s" LEFT_OUT, (int)(at - rest), rest);
		rest = from;
	}
	fputs(rest, out.to);
	free(text);
	return end(&out);
}

/* \1 and so on stand for what the groups have matched. */
static void write_instead(FILE *to, const char *instead, const char *text,
			  const regmatch_t *groups)
{
	for (; *instead; instead++) {
		const regmatch_t *group = groups + (instead[1] - '0');

		if (*instead != '\\' || !isdigit((unsigned char)instead[1])) {
			putc(*instead, to);
			continue;
		}
		instead++;
		if (group->rm_so >= 0)
			fprintf(to, "%.*s", (int)(group->rm_eo - group->rm_so),
				text + group->rm_so);
	}
}

static void apply_to_line(FILE *to, const regex_t *regex, const char *instead,
			  const char *line)
{
	regmatch_t groups[GROUPS];
	int flags = 0;

	while (!regexec(regex, line, GROUPS, groups, flags) &&
	       groups[0].rm_eo > groups[0].rm_so) {
		fprintf(to, "%.*s", (int)groups[0].rm_so, line);
		write_instead(to, instead, line, groups);
		line += groups[0].rm_eo;
		flags = REG_NOTBOL;
	}
	fputs(line, to);
}

static char *apply(char *text, const struct private_item *rule)
{
	char *line, *rest = text;
	struct writing out;
	regex_t regex;

	private_regex(&regex, rule);
	begin(&out);
	while ((line = strsep(&rest, "\n"))) {
		apply_to_line(out.to, &regex, rule->instead, line);
		if (rest)
			putc('\n', out.to);
	}
	regfree(&regex);
	free(text);
	return end(&out);
}

/* Twice, as what stands between two of them belongs to the first one. */
char *scrub(const struct secrets *secrets, const char *text)
{
	char *clean = format("%s", text);
	size_t i;

	for (i = 0; i < secrets->nr; i++)
		clean = without(clean, &secrets->secret[i]);
	for (i = 0; i < 2 * private_nr; i++)
		if (private_items[i % private_nr].kind == PRIVATE_RULE)
			clean = apply(clean, &private_items[i % private_nr]);
	return clean;
}
