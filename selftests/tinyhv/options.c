// SPDX-License-Identifier: GPL-2.0
/* tinyhv's command line: PROGRAM OPTION=VALUE ... -- LINUX COMMAND LINE */
#include "hv.h"

#define LINE_MAX 4096

static char line[LINE_MAX];

struct options options = {
	.personality = "none",
	.linux_line = "",
	.clobber = 0xf00, /* R8-R11 */
	.spins = 0xfff,
};

static u32 parse_number(const char **at)
{
	const char *s = *at;
	u32 value = 0, base = 10;

	if (starts_with(s, "0x")) {
		base = 16;
		s += 2;
	}
	for (;; s++) {
		u32 digit = *s >= 'a' ? *s - 'a' + 10u : *s - '0' + 0u;

		if (digit >= base)
			break;
		value = value * base + digit;
	}
	if (*s && *s != ',')
		fatal("option %s: not a number", *at);
	*at = *s ? s + 1 : s;
	return value;
}

/* An option's value if word is "name=value", or NULL. */
static const char *value_of(const char *word, const char *name)
{
	size_t n = strlen(name);

	return starts_with(word, name) && word[n] == '=' ? word + n + 1 : NULL;
}

static bool set_word(const char *word, const char *name, u32 *to, bool *given)
{
	const char *value = value_of(word, name);

	if (!value)
		return false;
	*to = parse_number(&value);
	if (*value)
		fatal("option %s: one number, please", word);
	if (given)
		*given = true;
	return true;
}

static void set_steal(const char *value)
{
	options.steal_start = parse_number(&value);
	options.steal_every = parse_number(&value);
	options.steal_burst = parse_number(&value);
	options.steal_count = parse_number(&value);
	if (*value || !options.steal_every || !options.steal_count)
		fatal("option steal=START,EVERY,BURST,COUNT: four numbers");
}

static void set_option(const char *word)
{
	const char *value;

	value = value_of(word, "personality");
	if (value) {
		options.personality = value;
		return;
	}
	value = value_of(word, "steal");
	if (value) {
		set_steal(value);
		return;
	}
	if (!set_word(word, "features", &options.features,
		      &options.has_features) &&
	    !set_word(word, "hints", &options.hints, &options.has_hints) &&
	    !set_word(word, "misc", &options.misc, &options.has_misc) &&
	    !set_word(word, "spins", &options.spins, NULL) &&
	    !set_word(word, "clobber", &options.clobber, NULL) &&
	    !set_word(word, "tsc-khz", &options.tsc_khz, NULL))
		fatal("unknown option %s", word);
}

/* The first word is the program; a lone "--" ends the options. */
void parse_options(const char *text)
{
	char *at = line, *word;

	if (strlen(text) >= LINE_MAX)
		fatal("the command line is longer than %u bytes", LINE_MAX);
	memcpy(line, text, strlen(text) + 1);
	while (*at && *at != ' ')
		at++;
	for (;;) {
		while (*at == ' ')
			at++;
		if (!*at)
			return;
		for (word = at; *at && *at != ' ';)
			at++;
		if (*at)
			*at++ = '\0';
		if (!strcmp(word, "--")) {
			options.linux_line = at;
			return;
		}
		set_option(word);
	}
}
