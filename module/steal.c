// SPDX-License-Identifier: GPL-2.0
/* Steal time comes from a host, and hosts have been seen to turn it back. */
#include <linux/export.h>

#include <pvshim/provider.h>

#include "clock.h"

u64 pvshim_steal_filter(struct pvshim_steal_filter *filter, int cpu, u64 ns)
{
	u64 passed = pvshim_clock_forward(per_cpu_ptr(filter->last, cpu), ns);

	if (unlikely(passed > ns))
		atomic_long_inc(&filter->backwards);
	return passed;
}
EXPORT_SYMBOL_GPL(pvshim_steal_filter);
