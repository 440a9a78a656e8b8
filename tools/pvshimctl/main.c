// SPDX-License-Identifier: GPL-2.0
/* pvshimctl: look at pvshim, and switch its operations. Options and commands. */
#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "message.h"

#define ANY 1000

static const struct command {
	const char *name;
	const char *arguments;
	int least, most;
	int (*run)(const struct options *options, int argc, char **argv);
	const char *about;
	const char *more;
} commands[] = {
	{ "status", "", 0, 0, cmd_status,
	  "what is below, who serves each operation, and why not",
	  "One screen. The reasons come from debugfs, which only root may read.\n" },
	{ "providers", " [PROVIDER]...", 0, ANY, cmd_providers,
	  "the providers, and how each was found",
	  "With names: all about these, and why they cannot serve what they cannot.\n" },
	{ "ops", " [OP]...", 0, ANY, cmd_ops,
	  "the operations, and who serves each",
	  "With names: all about these, and why a provider cannot serve them.\n" },
	{ "bind", " OP PROVIDER", 2, 2, cmd_bind,
	  "switch an operation to a provider (root)",
	  "The provider \"native\" switches it off. A refusal changes nothing.\n" },
	{ "verify", "", 0, 0, cmd_verify, "probe every binding again (root)",
	  "What does not hold any more is made native by pvshim and shown here; the\n"
	  "exit status is 1 then.\n" },
	{ "late", " [PROVIDER [OP]...]", 0, ANY, cmd_late,
	  "show, attach and detach late operations",
	  "They are the kernel's own, where it lets a module serve them. With a provider:\n"
	  "attach all that it can serve and nobody else holds, or exactly those named\n"
	  "(root). The provider \"native\" detaches them.\n" },
	{ "kernel-ops", "", 0, 0, cmd_kernel_ops,
	  "the kernel's own paravirt operations (root)",
	  "The function behind each, and what the kernel has patched into call sites.\n" },
	{ "bench", " [CALLS]", 0, 1, cmd_bench,
	  "what a call costs, by the module pvshim_bench (root)", "" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL },
};

static const char options_text[] =
	"Options:\n"
	"  --json         JSON instead of text\n"
	"  --sysfs DIR    where sysfs is mounted (default: /sys)\n"
	"  --debugfs DIR  where debugfs is mounted (default: /sys/kernel/debug)\n"
	"  --help         help, also for a command: pvshimctl bind --help\n"
	"  --version      print the version\n"
	"\n"
	"Exit status: 0 fine, 1 refused or failed, 2 wrong usage, 3 pvshim is not\n"
	"loaded, 4 not permitted. More in pvshimctl(8).\n";

static void print_usage(FILE *out)
{
	const struct command *c;

	fputs("usage: pvshimctl [OPTION]... COMMAND [ARGUMENT]...\n\n", out);
	fputs("Commands:\n", out);
	for (c = commands; c->name; c++) {
		int width = 24 - (int)strlen(c->name);

		fprintf(out, "  %s%-*s%s\n", c->name, width, c->arguments,
			c->about);
	}
	fprintf(out, "\n%s", options_text);
}

static void command_help(const struct command *command)
{
	printf("usage: pvshimctl [OPTION]... %s%s\n\n", command->name,
	       command->arguments);
	printf("%s.\n%s\n%s", command->about, command->more, options_text);
}

static const struct command *find_command(const char *name)
{
	const struct command *c;

	for (c = commands; c->name; c++)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

static bool wants_colour(void)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) && term &&
	       strcmp(term, "dumb");
}

enum { OPT_HELP = 256, OPT_JSON, OPT_SYSFS, OPT_DEBUGFS, OPT_VERSION };

static const struct option long_options[] = {
	{ "help", no_argument, NULL, OPT_HELP },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "sysfs", required_argument, NULL, OPT_SYSFS },
	{ "debugfs", required_argument, NULL, OPT_DEBUGFS },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

/* getopt's own words would go to the terminal as they are. */
static int wrong_option(int opt, char **argv)
{
	const char *what = opt == ':' ? "without a value" : "wrong";

	if (optopt && optopt < OPT_HELP)
		complain("%s option: -%c", what, optopt);
	else
		complain("%s option: %s", what, argv[optind - 1]);
	hint("pvshimctl --help lists the options");
	return EXIT_USAGE;
}

/* -1 to go on, or an exit status. @help: someone asked for it. */
static int read_options(struct options *options, bool *help, int argc,
			char **argv)
{
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":h", long_options, NULL)) !=
	       -1) {
		switch (opt) {
		case 'h':
		case OPT_HELP:
			*help = true;
			break;
		case OPT_JSON:
			options->json = true;
			break;
		case OPT_SYSFS:
			options->sysfs = optarg;
			break;
		case OPT_DEBUGFS:
			options->debugfs = optarg;
			break;
		case OPT_VERSION:
			puts("pvshimctl " PVSHIM_VERSION);
			return EXIT_FINE;
		default:
			return wrong_option(opt, argv);
		}
	}
	return -1;
}

static int run(const struct options *options, bool help, int argc, char **argv)
{
	const struct command *command = argc > 0 ? find_command(argv[0]) : NULL;

	if (help && argc <= 0) {
		print_usage(stdout);
		return EXIT_FINE;
	}
	if (argc <= 0) {
		print_usage(stderr);
		return EXIT_USAGE;
	}
	if (!command) {
		complain("there is no command %s", argv[0]);
		hint("pvshimctl --help lists them");
		return EXIT_USAGE;
	}
	if (help) {
		command_help(command);
		return EXIT_FINE;
	}
	if (argc - 1 < command->least || argc - 1 > command->most) {
		complain("usage: pvshimctl %s%s", command->name,
			 command->arguments);
		return EXIT_USAGE;
	}
	return command->run(options, argc, argv);
}

/* A reader that did not get everything must not be told that all is well. */
static int close_stdout(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	complain("cannot write the output: %m");
	return status ? status : EXIT_REFUSED;
}

int main(int argc, char **argv)
{
	struct options options = {
		.colour = wants_colour(),
		.sysfs = "/sys",
		.debugfs = "/sys/kernel/debug",
	};
	bool help = false;
	int status = read_options(&options, &help, argc, argv);

	if (status < 0)
		status = run(&options, help, argc - optind, argv + optind);
	return close_stdout(status);
}
