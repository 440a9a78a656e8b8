// SPDX-License-Identifier: GPL-2.0
/* Every file is read, again and again, and must say what it may say. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storm.h"

static const char *const roots[] = {
	PV,
	"/sys/kernel/debug/pvshim",
	"/sys/kernel/debug/pvshim_consumer",
	"/sys/kernel/debug/pvshim_storm",
	"/sys/module/pvshim/parameters",
	"/sys/module/pvshim_test_provider/parameters",
};

/*
 * The highest number of switches that any reader has seen of each operation, with
 * the life of pvshim that it belongs to above it.
 */
static atomic_ulong seen[ARRAY_SIZE(ops)];

#define LIFE_SHIFT 40

/*
 * Never less than what was seen before this reading began. A reading that pvshim
 * did not outlive says nothing.
 */
static void grows(atomic_ulong *highest, unsigned int life,
		  unsigned long before, unsigned long number, const char *path)
{
	unsigned long value = (unsigned long)life << LIFE_SHIFT | number;
	unsigned long old = atomic_load(highest);

	if (life & 1 || atomic_load(&epoch) != life)
		return;
	if (value < before)
		wrong("%s: %lu after %lu", path, number,
		      before & ((1UL << LIFE_SHIFT) - 1));
	while (old < value &&
	       !atomic_compare_exchange_weak(highest, &old, value))
		;
}

/* Which of them, or -1. */
static int switches_of(const char *path)
{
	unsigned int i;

	if (strncmp(path, PV "/ops/", strlen(PV "/ops/")))
		return -1;
	for (i = 0; i < nr_ops; i++) {
		char name[96];

		snprintf(name, sizeof(name), PV "/ops/%s/switches", ops[i]);
		if (!strcmp(path, name))
			return i;
	}
	return -1;
}

/* Whole lines of printable characters, and no more. */
static void check_text(const char *path, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isprint((unsigned char)text[i]) && text[i] != '\n' &&
		    text[i] != '\t') {
			wrong("%s: byte 0x%02x", path, (unsigned char)text[i]);
			return;
		}
	if (len && text[len - 1] != '\n')
		wrong("%s: no whole line: %s", path, text);
}

#define BETWEEN "\n " /* names */

/* What is bound, or can be, has a name that a provider may have. */
static void check_names(const char *path, const char *text)
{
	const char *word;
	int len;

	if (!*text || *text == '\n')
		wrong("%s: no provider", path);
	for (word = text; *word; word += len + strspn(word + len, BETWEEN)) {
		char name[64];

		len = strcspn(word, BETWEEN);
		snprintf(name, sizeof(name), "%.*s", len, word);
		if (len && !is_name(name))
			wrong("%s: %s", path, text);
	}
}

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);

	return len >= end_len && !strcmp(path + len - end_len, end);
}

static void check(const char *path, const char *text, size_t len,
		  unsigned int life, unsigned long before)
{
	int nr = switches_of(path);

	check_text(path, text, len);
	if (nr >= 0)
		grows(&seen[nr], life, before, strtoul(text, NULL, 10), path);
	else if (!strncmp(path, PV "/ops/", strlen(PV "/ops/")) &&
		 (ends_with(path, "/provider") ||
		  ends_with(path, "/available")))
		check_names(path, text);
}

static __thread char text[65536];

/* Some are kept open first, so that other threads remove what they belong to. */
static void read_file(const char *path, struct dice *dice)
{
	unsigned int life = atomic_load(&epoch);
	int nr = switches_of(path), file, error = 0;
	unsigned long before = nr >= 0 ? atomic_load(&seen[nr]) : 0;
	ssize_t got, len = 0;

	file = open(path, O_RDONLY);
	if (file < 0) {
		count(KIND_read, gone(errno) ? GONE : WRONG);
		if (!gone(errno))
			wrong("%s: open: %s", path, strerror(errno));
		return;
	}
	if (roll(dice, 64) == 0)
		usleep(roll(dice, 20000));
	while ((got = read(file, text + len, sizeof(text) - 1 - len)) > 0)
		len += got;
	if (got < 0)
		error = errno;
	close(file);
	text[len] = '\0';
	if (error && !gone(error))
		wrong("%s: read: %s", path, strerror(error));
	if (!error)
		check(path, text, len, life, before);
	count(KIND_read, !error ? DONE : gone(error) ? GONE : WRONG);
}

static void walk(const char *path, struct dice *dice)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat about;

	while (dir && !atomic_load(&stop) && (entry = readdir(dir))) {
		char name[300];

		if (entry->d_name[0] == '.')
			continue;
		if (snprintf(name, sizeof(name), "%s/%s", path,
			     entry->d_name) >= (int)sizeof(name))
			continue;
		if (lstat(name, &about))
			continue;
		if (S_ISDIR(about.st_mode))
			walk(name, dice);
		else if (S_ISREG(about.st_mode) && about.st_mode & 0400)
			read_file(name, dice);
	}
	if (dir)
		closedir(dir);
}

void read_on_and_on(struct dice *dice)
{
	while (!atomic_load(&stop))
		walk(roots[roll(dice, 2) ? 0 : roll(dice, ARRAY_SIZE(roots))],
		     dice);
}
