// SPDX-License-Identifier: GPL-2.0
/*
 * What each operation does where no provider serves it. Most need no function at
 * all: their native form is one patched instruction, see static_calls.c.
 */
#include <linux/errno.h>

#include <pvshim/call.h>

#include "providers.h"

int pvshim_native_host_time(struct pvshim_host_time *time)
{
	return -EOPNOTSUPP;
}

static const struct pvshim_ops native_ops = {
	.host_time = pvshim_native_host_time,
};

static int native_probe(enum pvshim_op op, struct pvshim_probe *probe)
{
	return 0;
}

const struct pvshim_provider pvshim_native = {
	.name = "native",
	.owner = THIS_MODULE,
	.rating = PVSHIM_RATING_NATIVE,
	.ops = &native_ops,
	.probe = native_probe,
};
