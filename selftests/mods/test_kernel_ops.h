/* SPDX-License-Identifier: GPL-2.0 */
/* test_kernel_ops.c, on kernels that let a module serve their operations */
#ifndef _TEST_KERNEL_OPS_H
#define _TEST_KERNEL_OPS_H

#include <pvshim/provider.h>

void test_provider_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				   unsigned long end,
				   unsigned int stride_shift);
bool test_provider_send_call_func_ipi(const struct cpumask *cpus);
bool test_provider_pv_vcpu_is_preempted(int cpu);
u64 test_provider_pv_steal_clock(int cpu);

int test_provider_bind_kernels(enum pvshim_op op);
void test_provider_unbind_kernels(enum pvshim_op op);

#endif /* _TEST_KERNEL_OPS_H */
