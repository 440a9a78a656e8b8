/* SPDX-License-Identifier: GPL-2.0 */
/* Operation numbers and the ops structure, both generated from ops-list.h. */
#ifndef _PVSHIM_OPS_H
#define _PVSHIM_OPS_H

#include <linux/bits.h>
#include <linux/types.h>

struct cpumask;

/**
 * struct pvshim_host_time - the host's clock and the guest's, at one instant
 * @wall_ns: the host's wall clock, nanoseconds since 1970-01-01 UTC
 * @tsc: the guest's time-stamp counter at that instant, in cycles
 * @tsc_error: the instant is known to within @tsc plus or minus this many
 *	cycles; 0 where the host pairs the two clocks itself
 */
struct pvshim_host_time {
	u64 wall_ns;
	u64 tsc;
	u64 tsc_error;
};

/* Number of an operation: PVSHIM_OP_<name>, and PVSHIM_NR_OPS of them. */
enum pvshim_op {
#define PVSHIM_OP(name, ret, proto) PVSHIM_OP_##name,
#ifdef CONFIG_PARAVIRT_LATE
#define PVSHIM_KERNEL_OP(name, ret, proto) PVSHIM_OP_pv_##name,
#endif
#include <pvshim/ops-list.h>
	PVSHIM_NR_OPS
};

/* PVSHIM_KERNEL_OP_BIT(name) - an operation of the kernel's own as a bit, 0 if there is none */
#ifdef CONFIG_PARAVIRT_LATE
#define PVSHIM_KERNEL_OP_BIT(name) BIT(PVSHIM_OP_pv_##name)
#else
#define PVSHIM_KERNEL_OP_BIT(name) 0
#endif

/**
 * struct pvshim_ops - one provider's functions, one member per operation
 *
 * Always const. A member is NULL where the provider does not serve the
 * operation; the contract of each is in ops-list.h.
 */
struct pvshim_ops {
#define PVSHIM_OP(name, ret, proto) typeof(ret proto) *name;
#ifdef CONFIG_PARAVIRT_LATE
#define PVSHIM_KERNEL_OP(name, ret, proto) typeof(ret proto) *pv_##name;
#endif
#include <pvshim/ops-list.h>
};

#endif /* _PVSHIM_OPS_H */
