// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's log of the storm: pvshim's own lines and those of a suspend, and
 * not one more.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "storm.h"

static const char *const usual[] = {
	"pvshim: ",
	"pvshim_log_refusal: ", /* how many were left out */
	"pvshim_test_provider: ",
	"pvshim-test: ",
	"acme: ",
	/* CONFIG_DEBUG_KOBJECT_RELEASE tells of each */
	"kobject: '",
	/* of an emulator that had to wait for its turn */
	"clocksource: Long readout interval",
	"hrtimer: interrupt took ",
	/* of a suspend */
	"PM: suspend",
	"Filesystems sync: ",
	"Freezing ",
	"OOM killer ",
	"Restarting tasks",
	"done.",
	"random: crng reseeded on system resumption",
};

static int file;
static atomic_bool closing;

void log_open(void)
{
	file = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (file < 0 || lseek(file, 0, SEEK_END)) {
		perror("registry-storm: /dev/kmsg");
		exit(3);
	}
}

static bool is_usual(const char *text)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(usual); i++)
		if (!strncmp(text, usual[i], strlen(usual[i])))
			return true;
	return false;
}

/*
 * KCSAN also finds the kernel's own races; whose one is, the host says by the
 * whole report (lib/verdict.py), which stands between two such lines.
 */
static bool is_of_kcsan(const char *text)
{
	static bool inside;
	bool line = !strncmp(text, "=====", 5), was = inside;

	if (line)
		inside = !inside &&
			 access("/sys/kernel/debug/kcsan", F_OK) == 0;
	return line ? was || inside : inside;
}

/* "LEVEL,NUMBER,TIME,...;TEXT", and lines with more that begin with a blank. */
static void look_at(char *record)
{
	char *text = strchr(record, ';');

	if (!text)
		return;
	text++;
	text[strcspn(text, "\n")] = '\0';
	if (!is_of_kcsan(text) && !is_usual(text))
		wrong("log: %s", text);
}

void *log_watch(void *unused)
{
	struct pollfd wait = { .events = POLLIN };
	char record[8192];
	ssize_t len;

	(void)unused;
	wait.fd = file;
	while (true) {
		bool last = atomic_load(&closing);

		len = read(file, record, sizeof(record) - 1);
		if (len > 0) {
			record[len] = '\0';
			look_at(record);
			continue;
		}
		if (len < 0 && errno == EPIPE) {
			wrong("log: it was faster than its reader");
			continue;
		}
		if (last)
			break;
		poll(&wait, 1, 200);
	}
	return NULL;
}

void log_close(void)
{
	atomic_store(&closing, true);
}
