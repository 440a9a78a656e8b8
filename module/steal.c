// SPDX-License-Identifier: GPL-2.0
/* Steal filters: the readings of a provider, on any CPU, on their way to callers. */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/preempt.h>
#include <linux/ktime.h>

#include "steal-count.h"

u64 pvshim_steal_begin(void)
{
	return ktime_get_boot_fast_ns();
}
EXPORT_SYMBOL_GPL(pvshim_steal_begin);

/*
 * One reader at a time adds its reading. A second one, on another CPU or in an interrupt
 * of this one, does not wait: the first has asked the host just now, so the total before
 * or after its reading is as good. Preemption is off, so that the first is soon done.
 */
u64 pvshim_steal_filter(struct pvshim_steal_filter *filter, int cpu, u64 begun,
			u64 ns)
{
	struct pvshim_steal_count *count = per_cpu_ptr(filter->counts, cpu);
	bool sound = true;

	preempt_disable();
	/* Pairs with atomic_set_release() below, of the reader before. */
	if (!atomic_cmpxchg_acquire(&count->busy, 0, 1)) {
		sound = pvshim_steal_count_add(count, begun,
					       pvshim_steal_begin(), ns);
		atomic_set_release(&count->busy, 0);
	}
	preempt_enable();
	if (unlikely(!sound))
		atomic_long_inc(&filter->clamped);
	return READ_ONCE(count->total);
}
EXPORT_SYMBOL_GPL(pvshim_steal_filter);

u64 pvshim_steal_last(const struct pvshim_steal_filter *filter, int cpu)
{
	return READ_ONCE(per_cpu_ptr(filter->counts, cpu)->total);
}
EXPORT_SYMBOL_GPL(pvshim_steal_last);
