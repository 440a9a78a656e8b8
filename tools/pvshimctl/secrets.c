// SPDX-License-Identifier: GPL-2.0
/* What this machine tells of itself and of its users that is private. */
#define _GNU_SOURCE
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "private.h"
#include "scrub.h"
#include "text.h"

#define LEAST	   5 /* letters of a serial number; shorter ones stand in any text */
#define LEAST_WORD 2
#define PASSWD	   (1024 * 1024)
#define FIRST_USER 1000
#define NOBODY	   65534

/* Names that a report is full of say nothing of their machine. */
static const char *const common[] = {
	"root",	     "user",	    "guest",  "host",	"linux",  "debian",
	"ubuntu",    "fedora",	    "pvshim", "xen",	"kvm",	  "vmware",
	"localhost", "localdomain", "hyperv", "native", "kernel", "test",
};

static bool is_common(const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(common); i++)
		if (!strcasecmp(text, common[i]))
			return true;
	return false;
}

static bool is_all(const regmatch_t *match, const char *text)
{
	return !match->rm_so && !text[match->rm_eo];
}

static bool says_nothing(const char *text)
{
	bool is = false;
	size_t i;

	for (i = 0; i < private_nr && !is; i++) {
		regmatch_t match;
		regex_t regex;

		if (private_items[i].kind != PRIVATE_NOTHING)
			continue;
		private_regex(&regex, &private_items[i]);
		is = !regexec(&regex, text, 1, &match, 0) &&
		     is_all(&match, text);
		regfree(&regex);
	}
	return is;
}

static void add(struct secrets *secrets, const char *text, bool word)
{
	text += strspn(text, " \t");
	if (strlen(text) < (word ? LEAST_WORD : LEAST) || says_nothing(text) ||
	    (word && is_common(text)))
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

	for (i = 0; i < private_nr; i++) {
		char *pattern = format("%s/%s", sysfs, private_items[i].text);
		glob_t found = {};

		if (private_items[i].kind == PRIVATE_FILE &&
		    !glob(pattern, 0, NULL, &found))
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
