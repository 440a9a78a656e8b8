// SPDX-License-Identifier: GPL-2.0
/* pvshimctl: look at pvshim, and switch its operations. Options and commands. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "message.h"
#include "options.h"

#define ANY 1000

static const struct command {
	const char *name;
	const char *arguments;
	int least, most;
	int (*run)(const struct options *options, int argc, char **argv);
	const char *about;
	const char *more;
} commands[] = {
	{ "inspect", "", 0, 0, cmd_inspect,
	  "what the host offers and this kernel uses, without pvshim",
	  "One screen: the signatures, what each offers, whether this kernel uses it, why\n"
	  "not, and what to change where that is certain. Root sees more.\n" },
	{ "status", "", 0, 0, cmd_status,
	  "the hypervisor, and for each operation its provider and why",
	  "One screen. Of an older module the reasons are for root alone.\n" },
	{ "providers", " [PROVIDER]...", 0, ANY, cmd_providers,
	  "the providers, and how each was found",
	  "With names: all about these, and why they cannot serve what they cannot.\n" },
	{ "ops", " [OP]...", 0, ANY, cmd_ops,
	  "the operations, and the provider of each",
	  "With names: all about these, and why a provider cannot serve them.\n" },
	{ "values", "", 0, 0, cmd_values,
	  "steal time, preempted CPUs, the host's clock",
	  "What the operations return, and how it has changed within a second; with --watch\n"
	  "again and again: a screen in a terminal, a line each elsewhere.\n" },
	{ "bind", " OP PROVIDER", 2, 2, cmd_bind,
	  "switch an operation to a provider (root)",
	  "The provider \"native\" switches it off. A refusal changes nothing.\n" },
	{ "bind", " --kernel PROVIDER", 1, 1, cmd_bind_kernel,
	  "switch the kernel's own operations (root)",
	  "All operations of scope kernel that the provider can serve, one by one; the\n"
	  "provider \"native\" switches all of them off. What the kernel's own guest code\n"
	  "has is left out and shown.\n" },
	{ "verify", "", 0, 0, cmd_verify, "probe every binding again (root)",
	  "What does not hold any more is made native by pvshim and shown here; the\n"
	  "exit status is 1 then.\n" },
	{ "pv-ops", "", 0, 0, cmd_pv_ops,
	  "the kernel's own paravirt operations (root)",
	  "The function behind each, and what the kernel has patched into call sites.\n" },
	{ "support", " [FILE]", 0, 1, cmd_support,
	  "one file for a report of a bug, nothing private in it",
	  "FILE must not be there yet; \"-\" is standard output. Root sees more.\n" },
	{ "bench", " [CALLS]", 0, 1, cmd_bench,
	  "what a call costs, by the module pvshim_bench (root)", "" },
	{ "ab", " OP PROVIDER[:OP]... [-- COMMAND]", 0, ANY, cmd_ab,
	  "whether a provider makes a difference to a command (root)",
	  "Blocks of calls, native and bound in turns, in random order. In the place of a\n"
	  "command there may be a load: --load flush, mprotect, ipi or futex. Then all is\n"
	  "bound as before. With --restore: bind what a killed one has recorded.\n" },
	{ NULL, NULL, 0, 0, NULL, NULL, NULL },
};

static const char options_text[] =
	"Options:\n"
	"  --json         JSON instead of text\n"
	"  --kernel       with bind: all of the kernel's own operations\n"
	"  --sysfs DIR    where sysfs is mounted (default: /sys)\n"
	"  --debugfs DIR  where debugfs is mounted (default: /sys/kernel/debug)\n"
	"  --root DIR     with inspect, support: /proc, /sys, /boot, /dev are there\n"
	"  --leaves FILE  with inspect: what \"cpuid -r\" wrote, in place of this CPU\n"
	"  --watch S      with values: again every S seconds\n"
	"  --prometheus   with values: in the text format of Prometheus\n"
	"  --load NAME    with ab: flush, mprotect, ipi or futex in place of a command\n"
	"  --pairs N      with ab: so many pairs of blocks (default: 20)\n"
	"  --calls N      with ab: calls in a block (default: 100 of a load, 1 run)\n"
	"  --seed N       with ab: for all that is random\n"
	"  --exits CMD    with ab: prints how many VM exits the host has counted\n"
	"  --record FILE  with ab: what was bound before (default: /run/pvshimctl-ab)\n"
	"  --restore      with ab: bind what a killed A/B has recorded\n"
	"  --help         help, also for a command: pvshimctl bind --help\n"
	"  --version      print the version\n"
	"\n"
	"Exit status: 0 fine, 1 refused or failed, 2 wrong usage, 3 pvshim is not\n"
	"loaded, 4 not permitted, 5 the command of ab failed. More in pvshimctl(8).\n";

static void print_usage(FILE *out)
{
	const struct command *c;

	fputs("usage: pvshimctl [OPTION]... COMMAND [ARGUMENT]...\n\n", out);
	fputs("Commands:\n", out);
	for (c = commands; c->name; c++) {
		int width = 24 - (int)strlen(c->name);

		fprintf(out, "  %s%-*s", c->name, width, c->arguments);
		if ((int)strlen(c->arguments) >= width)
			fprintf(out, "\n%26s", "");
		fprintf(out, "%s\n", c->about);
	}
	fprintf(out, "\n%s", options_text);
}

static void command_help(const struct command *command)
{
	printf("usage: pvshimctl [OPTION]... %s%s\n\n", command->name,
	       command->arguments);
	printf("%s.\n%s\n%s", command->about, command->more, options_text);
}

static bool is_for_kernel(const struct command *command)
{
	return command->run == cmd_bind_kernel;
}

/* @kernel: with the option --kernel, which makes it another command */
static const struct command *find_command(const char *name, bool kernel)
{
	const struct command *c;

	for (c = commands; c->name; c++)
		if (!strcmp(c->name, name) && is_for_kernel(c) == kernel)
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

static int no_command(const struct options *options, const char *name)
{
	if (options->kernel && find_command(name, false))
		complain("wrong option: --kernel is for bind alone");
	else
		complain("there is no command %s", name);
	hint("pvshimctl --help lists them");
	return EXIT_USAGE;
}

static int for_values_alone(const struct options *options)
{
	complain("wrong option: %s is for values alone",
		 options->watch ? "--watch" : "--prometheus");
	hint("pvshimctl --help lists the options");
	return EXIT_USAGE;
}

static int run(const struct options *options, int argc, char **argv)
{
	const struct command *command;

	if (argc <= 0) {
		print_usage(options->help ? stdout : stderr);
		return options->help ? EXIT_FINE : EXIT_USAGE;
	}
	command = find_command(argv[0], options->kernel);
	if (!command)
		return no_command(options, argv[0]);
	if (options->help) {
		command_help(command);
		return EXIT_FINE;
	}
	if (argc - 1 < command->least || argc - 1 > command->most) {
		complain("usage: pvshimctl %s%s", command->name,
			 command->arguments);
		return EXIT_USAGE;
	}
	if ((options->watch || options->prometheus) &&
	    command->run != cmd_values)
		return for_values_alone(options);
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
	int status = read_options(&options, argc, argv);

	if (status < 0)
		status = run(&options, argc - optind, argv + optind);
	return close_stdout(status);
}
