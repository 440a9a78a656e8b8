// SPDX-License-Identifier: GPL-2.0
/* What inputs are made of: names that are there, and others. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

struct words providers, ops;

static const char *const others[] = {
	"nobody",
	"1",
	"0",
	"10",
	"77",
	"64",
	"4294967296",
	"-1",
	"0x40",
	"010",
	"+1",
	"xe",
	"xenn",
	"Native",
	"natives",
	"..",
	"../ops",
	"%s%n",
	"%p",
	"\n",
	"\t",
	":",
	",",
	"",
	"\"",
	"\\",
	"\xff",
	"\x1b[2J",
	"abcdefghijklmnopqrstuvwxyz01234",
	"abcdefghijklmnopqrstuvwxyz0123456789_-xyz",
};

static void add(struct words *words, const char *name)
{
	if (words->nr < MAX_WORDS && name[0] != '.')
		snprintf(words->names[words->nr++], NAME_SIZE, "%.*s",
			 NAME_SIZE - 1, name);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* In an order that does not depend on the file system */
static void read_dir(struct words *words, const char *path)
{
	struct dirent *entry;
	DIR *dir = opendir(path);

	words->nr = 0;
	while (dir && (entry = readdir(dir)))
		add(words, entry->d_name);
	if (dir)
		closedir(dir);
	qsort(words->names, words->nr, NAME_SIZE, by_name);
}

void words_read(void)
{
	read_dir(&providers, ROOT "/providers");
	read_dir(&ops, ROOT "/ops");
}

bool words_have(const struct words *words, const char *bytes, size_t len)
{
	unsigned int i;

	for (i = 0; i < words->nr; i++)
		if (strlen(words->names[i]) == len &&
		    !memcmp(words->names[i], bytes, len))
			return true;
	return false;
}

const char *words_any(void)
{
	const struct words *words = random_one_in(2) ? &providers : &ops;

	if (random_one_in(3) || !words->nr)
		return others[random_below(ARRAY_SIZE(others))];
	return words->names[random_below(words->nr)];
}
