// SPDX-License-Identifier: GPL-2.0
/* What this machine tells of itself and of its users that is private. */
#define _GNU_SOURCE
#include <glob.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "scrub.h"
#include "text.h"

#define LEAST	    5 /* letters of a serial number; shorter ones stand in any text */
#define LEAST_WORD  2
#define PASSWD	    (1024 * 1024)
#define FIRST_USER  1000
#define NOBODY	    65534
#define REGEX_FLAGS (REG_EXTENDED | REG_ICASE | REG_NOSUB)

#define PRIVATE_FILE(glob)
#define PRIVATE_NOTHING(regex)
#define PRIVATE_RULE(regex, instead)

static const char *const files[] = {
#undef PRIVATE_FILE
#define PRIVATE_FILE(glob) glob,
#include "private-list.h"
#undef PRIVATE_FILE
#define PRIVATE_FILE(glob)
};

static const char *const nothing[] = {
#undef PRIVATE_NOTHING
#define PRIVATE_NOTHING(regex) "^(" regex ")$",
#include "private-list.h"
};

/* Names that a report is full of say nothing of their machine. */
static const char common[] =
	"root user guest host linux debian ubuntu fedora localhost localdomain "
	"pvshim xen kvm vmware hyperv native kernel test";

static bool says_nothing(const char *text)
{
	regex_t regex;
	bool is = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(nothing) && !is; i++) {
		if (regcomp(&regex, nothing[i], REGEX_FLAGS))
			abort(); /* a mistake in the list */
		is = !regexec(&regex, text, 0, NULL, 0);
		regfree(&regex);
	}
	return is;
}

static void add(struct secrets *secrets, const char *text, bool word)
{
	text += strspn(text, " \t");
	if (strlen(text) < (word ? LEAST_WORD : LEAST) || says_nothing(text) ||
	    (word && has_word(common, text)))
		return;
	secrets->secret = xalloc(secrets->secret,
				 (secrets->nr + 1) * sizeof(struct secret));
	secrets->secret[secrets->nr++] =
		(struct secret){ .text = format("%s", text), .word = word };
}

static void add_file(struct secrets *secrets, const char *path, bool word)
{
	char *line = file_line(path);

	if (line)
		add(secrets, line, word);
	free(line);
}

static void add_files(struct secrets *secrets, const char *sysfs)
{
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char *pattern = format("%s/%s", sysfs, files[i]);
		glob_t found = {};

		if (!glob(pattern, 0, NULL, &found))
			for (j = 0; j < found.gl_pathc; j++)
				add_file(secrets, found.gl_pathv[j], false);
		globfree(&found);
		free(pattern);
	}
}

/* The name, and its parts, of which the first is the machine's own */
static void add_host(struct secrets *secrets, const char *root,
		     const char *file)
{
	char *path = format("%s%s", root, file);
	char *line = file_line(path);

	if (line) {
		add(secrets, line, true);
		line[strcspn(line, ".")] = '\0';
		add(secrets, line, true);
	}
	free(line);
	free(path);
}

/* "name:password:number:group:name in full,more:home:shell" */
static void add_user(struct secrets *secrets, char *line)
{
	char *fields[5] = {};
	unsigned long long number;
	const char *text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields) && line; i++)
		fields[i] = strsep(&line, ":");
	text = fields[2];
	if (!text || !take_number(&text, &number) || number < FIRST_USER ||
	    number == NOBODY)
		return;
	add(secrets, fields[0], true);
	if (fields[4]) {
		fields[4][strcspn(fields[4], ",")] = '\0';
		add(secrets, fields[4], true);
	}
}

static void add_users(struct secrets *secrets, const char *root)
{
	char *path = format("%s/etc/passwd", root);
	char *text = file_read(path, PASSWD);
	char *line, *rest = text;

	while (text && (line = strsep(&rest, "\n")))
		add_user(secrets, line);
	free(text);
	free(path);
}

/* Users that another database than that file has */
static void add_environment(struct secrets *secrets)
{
	static const char *const names[] = { "USER", "LOGNAME", "SUDO_USER" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		char *value = getenv(names[i]);

		if (value)
			add(secrets, value, true);
	}
}

void secrets_find(struct secrets *secrets, const struct options *options)
{
	const char *root = options->root ?: "";

	*secrets = (struct secrets){};
	add_files(secrets, options->sysfs);
	if (options->root) {
		char *sysfs = format("%s/sys", root);

		add_files(secrets, sysfs);
		free(sysfs);
	}
	add_host(secrets, root, "/proc/sys/kernel/hostname");
	add_host(secrets, root, "/proc/sys/kernel/domainname");
	add_host(secrets, root, "/etc/hostname");
	add_users(secrets, root);
	add_environment(secrets);
}

void secrets_free(struct secrets *secrets)
{
	size_t i;

	for (i = 0; i < secrets->nr; i++)
		free(secrets->secret[i].text);
	free(secrets->secret);
}
