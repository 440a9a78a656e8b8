// SPDX-License-Identifier: GPL-2.0
/* What goes wrong, on standard error. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"
#include "text.h"

/* One line, whatever there may be in the words of the command line. */
static void say(const char *before, const char *fmt, va_list args)
{
	char *text;
	int len = vasprintf(&text, fmt, args);

	if (len < 0)
		return;
	make_printable(text, len, "");
	fprintf(stderr, "%s%s\n", before, text);
	free(text);
}

void complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("pvshimctl: ", fmt, args);
	va_end(args);
}

void hint(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("  ", fmt, args);
	va_end(args);
}
