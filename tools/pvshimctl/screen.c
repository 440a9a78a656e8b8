// SPDX-License-Identifier: GPL-2.0
/* How large the terminal is that standard output goes to. */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "screen.h"
#include "text.h"

#define LEAST_WIDTH 40
#define LEAST_LINES 10
#define MOST	    10000

static size_t from_environment(const char *name)
{
	const char *text = getenv(name);
	unsigned long long value;

	if (!text || !take_number(&text, &value) || *text || value > MOST)
		return 0;
	return value;
}

static size_t at_least(size_t value, size_t least)
{
	return value && value < least ? least : value;
}

struct screen screen_size(void)
{
	struct screen screen = {
		.width = from_environment("COLUMNS"),
		.lines = from_environment("LINES"),
	};
	struct winsize size;

	if (isatty(STDOUT_FILENO)) {
		screen = (struct screen){ 80, 24 };
		if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col &&
		    size.ws_row)
			screen = (struct screen){ size.ws_col, size.ws_row };
	}
	screen.width = at_least(screen.width, LEAST_WIDTH);
	screen.lines = at_least(screen.lines, LEAST_LINES);
	if (screen.lines)
		screen.lines--;
	return screen;
}
