// SPDX-License-Identifier: GPL-2.0
/* A block: calls of a load, or runs of a command, while nothing is switched. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "block.h"
#include "child.h"
#include "cpus.h"
#include "interrupts.h"
#include "message.h"
#include "statistics.h"
#include "text.h"

#define LONGEST_LOAD 60 /* seconds */

/* What a load's process has measured, in memory that is shared with it */
struct calls {
	int error;
	unsigned int nr;
	double ns[];
};

static int explain_command(const char *name, int status)
{
	if (signals_came())
		return EXIT_REFUSED;
	if (WIFSIGNALED(status))
		complain("%s: killed by signal %d (%s)", name, WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) == 127)
		complain("%s: there is no such command", name);
	else
		complain("%s: exit status %d", name, WEXITSTATUS(status));
	return EXIT_COMMAND;
}

static int run_command(char *const *argv, int out)
{
	pid_t pid = child_start(argv, out);
	int status;

	if (pid < 0) {
		complain("%s: %m", argv[0]);
		return EXIT_REFUSED;
	}
	status = child_wait(pid);
	return status ? explain_command(argv[0], status) : EXIT_FINE;
}

/* What a command prints is not what is wanted here; what it complains of is. */
static int run_often(const struct work *work, struct calls *calls)
{
	int out = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int status = EXIT_FINE;

	for (calls->nr = 0; calls->nr < work->calls && status == EXIT_FINE;
	     calls->nr++) {
		unsigned long begun = now_ns();

		status = run_command(work->command, out);
		calls->ns[calls->nr] = now_ns() - begun;
	}
	close(out);
	return status;
}

static void run_load(const struct work *work, struct calls *calls)
{
	struct load_order order = work->load->order;

	order.calls = work->calls;
	order.seconds = LONGEST_LOAD;
	order.siblings = nr_cpus() - 1;
	calls->error = work->load->run(&order, calls->ns, &calls->nr);
	_exit(0);
}

static int explain_load(const struct work *work, int status, int error)
{
	if (signals_came())
		return EXIT_REFUSED;
	if (status)
		complain("load %s: it was killed", work->load->name);
	else
		complain("load %s: %s", work->load->name,
			 strerror(error ?: ETIME));
	return EXIT_REFUSED;
}

/* In a process of its own, as it has threads that stay on their CPUs. */
static int start_load(const struct work *work, struct calls *calls)
{
	pid_t pid = child_fork(SIGKILL);
	int status;

	if (pid < 0) {
		complain("load %s: %m", work->load->name);
		return EXIT_REFUSED;
	}
	if (!pid)
		run_load(work, calls);
	status = child_wait(pid);
	if (status || calls->error || !calls->nr)
		return explain_load(work, status, calls->error);
	return EXIT_FINE;
}

static int take_count(int fd, double *count)
{
	char text[64];
	const char *rest = text;
	ssize_t len = pread(fd, text, sizeof(text) - 1, 0);
	unsigned long long number;

	if (len < 0)
		len = 0;
	text[len] = '\0';
	if (!take_number(&rest, &number)) {
		complain("the command for exits prints no number");
		return EXIT_COMMAND;
	}
	*count = number;
	return EXIT_FINE;
}

static int count_exits(const char *command, double *count)
{
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	int fd = memfd_create("exits", MFD_CLOEXEC);
	int status;

	if (fd < 0) {
		complain("no place for what a command prints: %m");
		return EXIT_REFUSED;
	}
	status = run_command(argv, fd);
	if (status == EXIT_FINE)
		status = take_count(fd, count);
	close(fd);
	return status;
}

static const struct {
	enum row row;
	const char *name;
} counted[] = {
	{ ROW_CAL, "CAL" },
	{ ROW_TLB, "TLB" },
	{ ROW_RES, "RES" },
};

static int count_all(const struct work *work, double *counts)
{
	unsigned long long sum;
	size_t i;

	for (i = 0; i < NR_ROWS; i++)
		counts[i] = NAN;
	for (i = 0; i < ARRAY_SIZE(counted); i++)
		if (count_interrupts(INTERRUPTS, counted[i].name, &sum))
			counts[counted[i].row] = sum;
	return work->exits ? count_exits(work->exits, &counts[ROW_EXITS]) :
			     EXIT_FINE;
}

/* Less than before: a CPU went, and its interrupts with it. */
static double per_call(double before, double after, unsigned int calls)
{
	return after < before ? NAN : (after - before) / calls;
}

static int measure(const struct work *work, struct calls *calls,
		   struct block *block)
{
	double before[NR_ROWS], after[NR_ROWS];
	int status = count_all(work, before);
	size_t i;

	if (status == EXIT_FINE)
		status = work->load ? start_load(work, calls) :
				      run_often(work, calls);
	if (status == EXIT_FINE)
		status = count_all(work, after);
	if (status != EXIT_FINE)
		return status;
	for (i = 0; i < NR_ROWS; i++)
		block->value[i] = per_call(before[i], after[i], calls->nr);
	sort_doubles(calls->ns, calls->nr);
	block->value[ROW_MEDIAN] = quantile(calls->ns, calls->nr, 0.5);
	block->value[ROW_P99] = calls->nr < CALLS_FOR_P99 ?
					NAN :
					quantile(calls->ns, calls->nr, 0.99);
	return EXIT_FINE;
}

int block_run(const struct work *work, struct block *block)
{
	size_t size = sizeof(struct calls) + work->calls * sizeof(double);
	struct calls *calls = mmap(NULL, size, PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status;

	if (calls == MAP_FAILED) {
		complain("no memory for %u times: %m", work->calls);
		return EXIT_REFUSED;
	}
	status = measure(work, calls, block);
	munmap(calls, size);
	return status;
}
