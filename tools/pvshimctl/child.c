// SPDX-License-Identifier: GPL-2.0
/* Processes that end with the tool, and signals that would end the tool. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "text.h"

static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
static sigset_t held, before;
static int came;

void signals_hold(void)
{
	struct sigaction action;
	size_t i;

	sigemptyset(&held);
	/* one that is ignored would come all the same while it is blocked */
	for (i = 0; i < ARRAY_SIZE(endings); i++)
		if (!sigaction(endings[i], NULL, &action) &&
		    action.sa_handler != SIG_IGN)
			sigaddset(&held, endings[i]);
	sigaddset(&held, SIGCHLD);
	/* else children would leave no status */
	signal(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_BLOCK, &held, &before);
}

static void note(int number)
{
	if (number > 0 && number != SIGCHLD)
		came = number;
}

int signals_came(void)
{
	static const struct timespec at_once;
	int number;

	while ((number = sigtimedwait(&held, NULL, &at_once)) > 0)
		note(number);
	return came;
}

void signals_release(void)
{
	int number = signals_came();

	sigprocmask(SIG_SETMASK, &before, NULL);
	if (number)
		raise(number);
}

pid_t child_fork(int last)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, last);
	if (getppid() != parent)
		_exit(1);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return 0;
}

pid_t child_start(char *const *argv, int out)
{
	pid_t pid = child_fork(SIGTERM);
	int in;

	if (pid)
		return pid;
	in = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0)
		execvp(argv[0], argv);
	_exit(errno == ENOENT ? 127 : 126);
}

int child_wait(pid_t pid)
{
	int killer = SIGTERM;
	int status;

	while (!waitpid(pid, &status, WNOHANG)) {
		int number = sigwaitinfo(&held, NULL);

		note(number);
		if (number > 0 && number != SIGCHLD) {
			kill(pid, killer);
			killer = SIGKILL;
		}
	}
	return status;
}
