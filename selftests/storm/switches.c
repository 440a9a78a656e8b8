// SPDX-License-Identifier: GPL-2.0
/* Operations are bound, and everything is probed again. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "storm.h"

/* All that are ever there, here or on another machine. */
static const char *const names[] = {
	"native", "kernel", "xen",    "vmware", "kvm",	  "hyperv",
	"test",	  "storm",  "vendor", "acme",	"absent",
};

/* Names that no provider has. */
static const char *const nonsense[] = {
	"", "nobody", "../test", "test test",
	"a-name-that-is-longer-than-any-provider-has-it"
};

bool is_name(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Mostly native and the two providers that are often there and serve everything. */
static const char *any_name(struct dice *dice)
{
	if (roll(dice, 16) == 0)
		return nonsense[roll(dice, ARRAY_SIZE(nonsense))];
	if (roll(dice, 4) == 0)
		return names[roll(dice, ARRAY_SIZE(names))];
	return ((const char *[]){ "native", "test", "storm" })[roll(dice, 3)];
}

static enum outcome judge(int error, bool documented, const char *path,
			  const char *text)
{
	if (!error)
		return DONE;
	/* not at full speed while there is nothing */
	if (gone(error)) {
		usleep(1000);
		return GONE;
	}
	if (documented)
		return REFUSED;
	wrong("'%s' to %s: %s", text, path, strerror(error));
	return WRONG;
}

void bind_on_and_on(struct dice *dice)
{
	while (!atomic_load(&stop)) {
		const char *name = any_name(dice);
		const char *op = ops[roll(dice, nr_ops)];
		bool kernels = !strncmp(op, "pv_", 3);
		char path[96];
		bool documented;
		int error;

		snprintf(path, sizeof(path), PV "/ops/%s/provider", op);
		error = put(path, name);
		/* ENOMEM is what the test provider says for the kernel's operations */
		documented = error == EINVAL || error == EOPNOTSUPP ||
			     error == EBUSY || (kernels && error == ENOMEM);
		count(kernels ? KIND_kernel : KIND_bind,
		      judge(error, documented, path, name));
	}
}

void verify_on_and_on(struct dice *dice)
{
	while (!atomic_load(&stop)) {
		const char *text = roll(dice, 16) ? "1" : "2";
		int error = put(PV "/verify", text);

		count(KIND_verify, judge(error, error == EINVAL && *text == '2',
					 PV "/verify", text));
	}
}

/*
 * A suspend to idle up to the freezer, without the second that the kernel would
 * wait there. Rather rare, because meanwhile nothing else happens.
 */
void suspend_on_and_on(struct dice *dice)
{
	put("/sys/module/suspend/parameters/pm_test_delay", "0");
	put("/sys/power/pm_test", "freezer");
	while (!atomic_load(&stop)) {
		int error = put("/sys/power/state", "freeze");

		count(KIND_suspend, judge(error, error == EBUSY,
					  "/sys/power/state", "freeze"));
		usleep(200000 + roll(dice, 1000000));
	}
	put("/sys/power/pm_test", "none");
}
