/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the provider "hyperv" share. */
#ifndef _PVSHIM_HYPERV_H
#define _PVSHIM_HYPERV_H

#include <linux/types.h>

#include <pvshim/provider.h>

/* hyperv-flush.c: the kernel's own operations */
void pvshim_hyperv_flush_tlb_multi(struct cpumask *cpus, unsigned long start,
				   unsigned long end,
				   unsigned int stride_shift);
bool pvshim_hyperv_send_call_func_ipi(const struct cpumask *cpus);
#ifdef CONFIG_PARAVIRT_LATE
int pvshim_hyperv_probe_kernels(enum pvshim_op op, struct pvshim_probe *probe);
int pvshim_hyperv_bind(enum pvshim_op op);
void pvshim_hyperv_unbind(enum pvshim_op op);
#else
static inline int pvshim_hyperv_probe_kernels(enum pvshim_op op,
					      struct pvshim_probe *probe)
{
	return -EOPNOTSUPP;
}

/* Nothing to undo, so a switch does not wait for running calls */
#define pvshim_hyperv_bind   NULL
#define pvshim_hyperv_unbind NULL
#endif

/**
 * pvshim_hyperv_page_is_plain - can the bare instruction stand for this page?
 * @page: a hypercall page; may be none, or unreadable
 *
 * Context: any.
 * Return: whether it begins with the hypercall instruction and a return.
 */
bool pvshim_hyperv_page_is_plain(const void *page);

/**
 * pvshim_hyperv_judge - refuse an operation by what its hypercall answered
 * @probe: the probe under way
 * @answer: what pvshim_hyperv_hypercall() returned
 * @call: the hypercall's name
 *
 * Return: 0 if it succeeded; else -EIO, and the reason tells whether it faulted, was
 * ignored, or gave a status.
 */
int pvshim_hyperv_judge(struct pvshim_probe *probe, long answer,
			const char *call);

/**
 * pvshim_hyperv_start_page - register a hypercall page and a guest OS ID of our own
 *
 * Only where no other code has any, and where no other hypercalls are in use: the guest
 * OS ID makes all of them Hyper-V's. Reads the VP index of each CPU, too.
 *
 * Context: task, sleeps; pvshim_mutex held.
 * Return: 0; -EBUSY if other code has registered some, -EIO if an MSR faulted,
 * -ENOEXEC if the host puts more than the instruction into the page, or another
 * negative errno.
 */
int pvshim_hyperv_start_page(void);

/**
 * pvshim_hyperv_stop_page - take back what pvshim_hyperv_start_page() registered
 *
 * Context: task, sleeps; pvshim_mutex held. No hypercall may be under way.
 */
void pvshim_hyperv_stop_page(void);

#ifdef CONFIG_PARAVIRT_LATE
/**
 * pvshim_hyperv_lost_page - the host that has our page is not there any more
 *
 * Context: any. Nothing is said to it when the page is stopped.
 */
void pvshim_hyperv_lost_page(void);
#else
static inline void pvshim_hyperv_lost_page(void)
{
}
#endif

/**
 * pvshim_hyperv_page_is_there - does the host still know our page?
 *
 * Context: task. Only between start and stop.
 * Return: whether its MSR and the page say so.
 */
bool pvshim_hyperv_page_is_there(void);

/**
 * pvshim_hyperv_vps - virtual CPUs as hypercalls number them
 * @cpus: CPUs
 *
 * Context: any, with preemption off. Only between start and stop.
 * Return: a bit for each VP index. 0 if @cpus is empty; if one of them has no bit, because
 * its VP index is above 63 or not known yet; or if the page is not in use any more,
 * because the system goes down.
 */
u64 pvshim_hyperv_vps(const struct cpumask *cpus);

#endif /* _PVSHIM_HYPERV_H */
