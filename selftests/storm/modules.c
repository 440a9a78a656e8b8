// SPDX-License-Identifier: GPL-2.0
/* Modules come and go: providers, consumers, and pvshim itself. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "storm.h"

#define PARAMETERS "/sys/module/pvshim_test_provider/parameters"

char ops[16][32];
unsigned int nr_ops;

/* Ways of the test provider, and what registering it says: 0, or one of these. */
static const struct variant {
	const char *parameters;
	int error[2];
} variants[] = {
	{ "misbehave=none", {} },
	{ "misbehave=group", {} },
	{ "misbehave=group fail_at=3", {} },
	{ "misbehave=half", {} },
	{ "misbehave=bind", {} },
	{ "misbehave=backwards", {} },
	{ "misbehave=none refuse=1", {} },
	{ "misbehave=start", { ENODEV } },
	{ "misbehave=name", { EINVAL } },
	{ "misbehave=twin", { EBUSY } },
	/* proper on kernels without operations of scope kernel */
	{ "misbehave=mixed", { 0, EINVAL } },
	{ "misbehave=absent", { ENODEV } },
	{ "misbehave=vendor",
	  { 0, ENODEV } }, /* ENODEV unless the host is of this vendor */
};

static int load(const char *name, const char *parameters)
{
	char path[96];
	int file, error = 0;

	snprintf(path, sizeof(path), "/pvshim/modules/%s.ko", name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || syscall(SYS_finit_module, file, parameters, 0))
		error = errno;
	if (file >= 0)
		close(file);
	return error;
}

/* Readers of debugfs hold a module for as long as they read. */
static int unload(const char *name)
{
	int tries = 3000, error;

	do {
		error = syscall(SYS_delete_module, name, O_NONBLOCK) ? errno :
								       0;
		if (error != EAGAIN)
			break;
		usleep(10000);
	} while (--tries);
	return error;
}

static void must(const char *what, const char *name, int error)
{
	if (!error)
		return;
	printf("registry-storm: %s %s: %s\n", what, name, strerror(error));
	exit(3);
}

static void find_ops(void)
{
	DIR *dir = opendir(PV "/ops");
	struct dirent *entry;

	while (dir && nr_ops < ARRAY_SIZE(ops) && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			snprintf(ops[nr_ops++], sizeof(ops[0]), "%.31s",
				 entry->d_name);
	if (dir)
		closedir(dir);
	if (!nr_ops)
		must("find", PV "/ops", ENOENT);
}

/* pvshim, and callers on every CPU that check the answers. */
static void load_both(void)
{
	must("load", "pvshim", load("pvshim", "autobind=0"));
	must("load", "pvshim_storm", load("pvshim_storm", ""));
}

/* Answers that went astray are counted as long as the module is there. */
static void check_callers(void)
{
	FILE *file = fopen("/sys/kernel/debug/pvshim_storm/callers", "r");
	unsigned long calls = 0;
	char line[200];

	while (file && fgets(line, sizeof(line), file)) {
		unsigned long n = 0, bad = 0;

		if (sscanf(line,
			   "cpu %*d calls %lu served %*u native %*u wrong %lu",
			   &n, &bad) != 2)
			sscanf(line, "bad arguments %lu", &bad);
		calls += n;
		if (bad)
			wrong("answers: %s", line);
	}
	if (!calls)
		wrong("no CPU has called");
	if (file)
		fclose(file);
}

static void unload_both(void)
{
	check_callers();
	must("unload", "pvshim_storm", unload("pvshim_storm"));
	must("unload", "pvshim", unload("pvshim"));
}

void modules_load(void)
{
	load_both();
	find_ops();
}

void modules_unload(void)
{
	unload_both();
}

/* mind - the provider changes it, or which of its bind calls fails. */
static void mind(struct dice *dice)
{
	static const char *const files[] = { PARAMETERS "/refuse",
					     PARAMETERS "/kernel_fails",
					     PARAMETERS "/fail_at" };
	unsigned int nr = roll(dice, ARRAY_SIZE(files));
	char text[8];
	int error;

	snprintf(text, sizeof(text), "%u", roll(dice, nr == 2 ? 20 : 2));
	error = put(files[nr], text);
	if (error && !gone(error))
		wrong("'%s' to %s: %s", text, files[nr], strerror(error));
	count(KIND_mind, error ? GONE : DONE);
}

static void live_on(struct dice *dice)
{
	unsigned int times = roll(dice, 4);

	while (times--) {
		mind(dice);
		usleep(roll(dice, 20000));
	}
}

static void come_and_go(struct dice *dice)
{
	const struct variant *v = &variants[roll(dice, ARRAY_SIZE(variants))];
	int error = load("pvshim_test_provider", v->parameters);

	if (error != v->error[0] && error != v->error[1]) {
		wrong("provider with %s: %s", v->parameters, strerror(error));
		count(KIND_provider, WRONG);
	} else {
		count(KIND_provider, error ? REFUSED : DONE);
	}
	if (error)
		return;
	live_on(dice);
	must("unload", "pvshim_test_provider", unload("pvshim_test_provider"));
	count(KIND_provider, DONE);
}

static void consume(bool loaded)
{
	if (loaded)
		must("unload", "pvshim_consumer", unload("pvshim_consumer"));
	else
		must("load", "pvshim_consumer", load("pvshim_consumer", ""));
	count(KIND_consumer, DONE);
}

/* A provider for a hypervisor that is not here. */
static void refused_one(void)
{
	int error = load("acme", "");

	if (error != ENODEV)
		wrong("acme: %s", strerror(error));
	count(KIND_provider, error == ENODEV ? REFUSED : WRONG);
}

static void reload(void)
{
	atomic_fetch_add(&epoch, 1);
	unload_both();
	load_both();
	atomic_fetch_add(&epoch, 1);
	count(KIND_reload, DONE);
}

void load_on_and_on(struct dice *dice)
{
	bool consumer = false;

	while (!atomic_load(&stop)) {
		come_and_go(dice);
		if (roll(dice, 4) == 0)
			refused_one();
		if (roll(dice, 2) == 0) {
			consume(consumer);
			consumer = !consumer;
		}
		if (!consumer && roll(dice, 4) == 0)
			reload();
	}
	if (consumer)
		consume(consumer);
}
