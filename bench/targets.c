// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that do nothing, one per operation. They stand in a file of their
 * own so that the compiler cannot see through the calls that are measured.
 */
#include <linux/compiler.h>

#include "bench.h"

#define PVSHIM_OP(name, ret, proto)           \
	notrace ret pvshim_bench_##name proto \
	{                                     \
		return 0;                     \
	}
#define PVSHIM_OP_OPTIONAL(name, ret, proto)  \
	notrace ret pvshim_bench_##name proto \
	{                                     \
	}
#include <pvshim/ops-list.h>

const struct pvshim_ops pvshim_bench_ops = {
#define PVSHIM_OP(name, ret, proto) .name = pvshim_bench_##name,
#include <pvshim/ops-list.h>
};

/* How a call would find its provider if nothing were patched. */
const struct pvshim_ops *const pvshim_bench_table = &pvshim_bench_ops;
