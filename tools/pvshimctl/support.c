// SPDX-License-Identifier: GPL-2.0
/* pvshimctl support: one file with all that a bug report needs, and nothing private. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "message.h"
#include "parts.h"
#include "scrub.h"
#include "text.h"

typedef int command_fn(const struct options *options, int argc, char **argv);
typedef void part_fn(FILE *out, const struct guest *guest);

static const struct {
	const char *name;
	command_fn *run;
	bool json;
} commands[] = {
	{ "status", cmd_status, false }, { "inspect", cmd_inspect, false },
	{ "status", cmd_status, true },	 { "inspect", cmd_inspect, true },
	{ "values", cmd_values, true },
};

static const struct {
	const char *name;
	part_fn *print;
} parts[] = {
	{ "kernel", part_kernel },
	{ "command line, as far as it is known", part_command_line },
	{ "configuration", part_configuration },
	{ "modules", part_modules },
	{ "first CPU, and interrupts", part_cpu },
	{ "debugfs", part_debugfs },
	{ "lines of the kernel's log", part_log },
};

static void title(FILE *out, const char *name, const char *more)
{
	fprintf(out, "\n===== %s%s =====\n", name, more);
}

/* What the command says, and what it complains of */
static void add_command(FILE *out, const struct options *options, size_t i)
{
	char *argv[2] = {};
	struct options plain = *options;
	FILE *usual_out = stdout, *usual_err = stderr;
	int status;

	argv[0] = (char *)commands[i].name;
	plain.json = commands[i].json;
	plain.colour = false;
	title(out, commands[i].name, commands[i].json ? " --json" : "");
	fflush(stdout);
	stdout = out;
	stderr = out;
	status = commands[i].run(&plain, 1, argv);
	stdout = usual_out;
	stderr = usual_err;
	if (status)
		fprintf(out, "exit status %d\n", status);
}

static void add_all(FILE *out, const struct options *options)
{
	struct guest guest;
	size_t i;

	fputs("pvshimctl " PVSHIM_VERSION ", for a report of a bug in pvshim\n",
	      out);
	fputs("Private is left out, as far as it can be told: please read it.\n",
	      out);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		add_command(out, options, i);
	title(out, "leaves of CPUID, for inspect --leaves", "");
	part_leaves(out, options);
	guest_read(&guest, options);
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		title(out, parts[i].name, "");
		parts[i].print(out, &guest);
	}
	title(out, "not read", "");
	fprintf(out, "%s\n", guest.unread ?: "nothing");
	guest_free(&guest);
}

static char *collect(const struct options *options)
{
	struct secrets secrets;
	char *text, *clean;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	add_all(out, options);
	fclose(out);
	make_printable(text, len, "\t\n");
	secrets_find(&secrets, options);
	clean = scrub(&secrets, text);
	secrets_free(&secrets);
	free(text);
	return clean;
}

static char *default_name(void)
{
	time_t now = time(NULL);
	char text[sizeof("YYYYMMDD-HHMMSS")];

	strftime(text, sizeof(text), "%Y%m%d-%H%M%S", gmtime(&now));
	return format("pvshim-support-%s.txt", text);
}

/* No file is overwritten, and only its owner may read it. */
static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t len = strlen(text);
	ssize_t done;

	while (fd >= 0 && len && (done = write(fd, text, len)) > 0) {
		text += done;
		len -= done;
	}
	if (fd < 0 || len || close(fd)) {
		complain("cannot write %s: %s", path, strerror(errno));
		return EXIT_REFUSED;
	}
	printf("%s is written. Read it before you send it.\n", path);
	return EXIT_FINE;
}

int cmd_support(const struct options *options, int argc, char **argv)
{
	char *path = argc > 1 ? format("%s", argv[1]) : default_name();
	char *text = collect(options);
	int status = EXIT_FINE;

	if (!text)
		status = EXIT_REFUSED;
	else if (!strcmp(path, "-"))
		fputs(text, stdout);
	else
		status = write_file(path, text);
	free(text);
	free(path);
	return status;
}
