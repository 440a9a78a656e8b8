// SPDX-License-Identifier: GPL-2.0
/* A process that restores the bindings when the tool asks for it, or has gone. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guardian.h"
#include "message.h"
#include "text.h"

/* A session of its own: what a terminal sends does not come here. */
static void hide(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
				       SIGPIPE };
	size_t i;

	setsid();
	/* who kills all processes of the tool's name does not mean this one */
	prctl(PR_SET_NAME, "ab-guardian");
	for (i = 0; i < ARRAY_SIZE(ignored); i++)
		signal(ignored[i], SIG_IGN);
}

/* True if the tool asked, false if it has gone. */
static bool wait_for_tool(int fd)
{
	ssize_t got;
	char byte;

	do {
		got = read(fd, &byte, 1);
	} while (got < 0 && errno == EINTR);
	return got == 1;
}

static void guard(int fd, struct bindings *b, struct record *record)
{
	bool asked, restored;

	hide();
	asked = wait_for_tool(fd);
	if (!asked)
		complain("killed: binding as it was before");
	restored = bindings_restore(b);
	if (!asked && restored)
		hint("done");
	record_remove(record);
	_exit(restored ? 0 : 1);
}

bool guardian_start(struct guardian *guardian, struct bindings *b,
		    struct record *record)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC)) {
		complain("no guardian: %m");
		return false;
	}
	guardian->fd = ends[1];
	guardian->pid = fork();
	if (!guardian->pid) {
		close(ends[1]);
		guard(ends[0], b, record);
	}
	close(ends[0]);
	if (guardian->pid > 0)
		return true;
	complain("no guardian: %m");
	close(ends[1]);
	return false;
}

bool guardian_lives(struct guardian *guardian)
{
	int status;

	if (guardian->pid && !waitpid(guardian->pid, &status, WNOHANG))
		return true;
	guardian->pid = 0;
	complain("our guardian was killed");
	return false;
}

bool guardian_restore(struct guardian *guardian, struct bindings *b,
		      struct record *record)
{
	int status = SIGKILL;

	/* SIGPIPE would end us if it was killed just now */
	signal(SIGPIPE, SIG_IGN);
	if (guardian->pid && write(guardian->fd, "", 1) == 1)
		waitpid(guardian->pid, &status, 0);
	signal(SIGPIPE, SIG_DFL);
	close(guardian->fd);
	if (WIFEXITED(status)) {
		close(record->fd);
		return !WEXITSTATUS(status);
	}
	status = bindings_restore(b);
	record_remove(record);
	return status;
}
