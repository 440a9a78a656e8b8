// SPDX-License-Identifier: GPL-2.0
/* Text: memory for it, words and numbers in it, and what may be printed. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pvshimctl.h"
#include "text.h"

static void out_of_memory(void)
{
	fputs("pvshimctl: out of memory\n", stderr);
	exit(EXIT_REFUSED);
}

void *xalloc(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (!new)
		out_of_memory();
	return new;
}

char *format(const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		out_of_memory();
	return text;
}

void append(char **list, const char *separator, const char *text)
{
	char *old = *list;
	bool first = !old || !*old;

	*list = format("%s%s%s", old ?: "", first ? "" : separator, text);
	free(old);
}

void make_printable(char *text, size_t len, const char *keep)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((text[i] < ' ' || text[i] > '~') &&
		    !(text[i] && strchr(keep, text[i])))
			text[i] = '?';
}

bool is_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *name;
}

bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	while (words && *words) {
		size_t span = strcspn(words, " ");

		if (span == len && !strncmp(words, word, len))
			return true;
		words += span + strspn(words + span, " ");
	}
	return false;
}

size_t fitting(const char *text, size_t room)
{
	size_t len = strlen(text);

	if (len <= room)
		return len;
	for (len = room; len && text[len] != ' '; len--)
		;
	return len ? len : room;
}

bool take_number(const char **text, unsigned long long *value)
{
	const char *begin = *text + strspn(*text, " \t");
	char *end;

	/* strtoull() would take a sign */
	if (*begin < '0' || *begin > '9')
		return false;
	errno = 0;
	*value = strtoull(begin, &end, 10);
	if (errno)
		return false;
	*text = end;
	return true;
}
