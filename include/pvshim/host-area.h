/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that a host writes to on its own, for providers: a steal clock's area for
 * each CPU, say, or one for the whole virtual machine.
 *
 * Such memory must be taken back from the host before it is used for anything
 * else: when the operation is unbound, when a CPU goes offline, before another
 * kernel runs in the same memory (kexec), and before an image of a hibernated
 * system overwrites it. All of that is done here, for every provider.
 */
#ifndef _PVSHIM_HOST_AREA_H
#define _PVSHIM_HOST_AREA_H

#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/types.h>

/**
 * struct pvshim_host_area_ops - how a host is told about an area
 * @name: for the log
 * @size: bytes for each CPU, a power of two; or of the one area if @whole
 * @whole: one area for the whole virtual machine, not one for each CPU
 * @take: tell the host the address for @cpu. Returns 0 or a negative errno.
 *	Called again for an address that the host has already, to find out whether
 *	it still does.
 * @leave: tell the host not to write for @cpu any more. Returns 0, or a negative
 *	errno if it may do so all the same: the memory is lost then.
 *
 * Both are called on @cpu itself (with @whole: on any CPU, and @cpu is 0), with
 * interrupts off.
 */
struct pvshim_host_area_ops {
	const char *name;
	size_t size;
	bool whole;

	int (*take)(unsigned int cpu, phys_addr_t address);
	int (*leave)(unsigned int cpu);
};

/**
 * struct pvshim_host_area - an area, private to host-area.c but for its definition
 * @ops: how the host is told
 * @node: in the list of those that are started
 * @hotplug: in those that CPU hotplug is for
 * @memory: whole pages; NULL if it is not started
 * @taken: the CPUs whose area the host writes to; each changes its own bit
 * @open: those whose area may be read
 * @starting: a refusal fails the start
 * @kept: the host may still write to a part of it
 * @lost: the host is not there any more
 */
struct pvshim_host_area {
	const struct pvshim_host_area_ops *ops;
	struct list_head node;
	struct hlist_node hotplug;
	void *memory;
	struct cpumask taken;
	struct cpumask open;
	bool starting;
	bool kept;
	bool lost;
};

/**
 * pvshim_host_area_start - allocate an area and hand it to the host
 * @area: its definition, with @ops alone filled in
 *
 * With one area for each CPU they are handed over on each, now and whenever a CPU
 * comes online.
 *
 * Context: task, sleeps; takes the CPU hotplug lock.
 * Return: 0; -ENOMEM; -ESHUTDOWN while the system goes down; or what
 * &pvshim_host_area_ops.take returned, and then nothing is left with the host.
 */
int pvshim_host_area_start(struct pvshim_host_area *area);

/**
 * pvshim_host_area_stop - take an area back from the host and free it
 * @area: the area; nothing reads it any more
 *
 * Memory that the host may still write to is leaked, with a line in the log, rather
 * than used for something else.
 *
 * Context: task, sleeps; takes the CPU hotplug lock.
 */
void pvshim_host_area_stop(struct pvshim_host_area *area);

/**
 * pvshim_host_area_lost - note that an area's host is not there any more
 * @area: the area; need not be started
 *
 * Nothing is said to the host from now on, until the area is started again.
 *
 * Context: any.
 */
void pvshim_host_area_lost(struct pvshim_host_area *area);

/**
 * pvshim_host_area_refresh - hand an area over once more
 * @area: the area
 *
 * Context: task, sleeps; takes the CPU hotplug lock.
 * Return: for how many CPUs the host has refused it; 0 if the host is gone.
 */
unsigned int pvshim_host_area_refresh(struct pvshim_host_area *area);

/**
 * pvshim_host_area_is_started - whether an area is between its start and its stop
 * @area: the area
 *
 * Context: where neither can run meanwhile.
 * Return: true if it is.
 */
static inline bool
pvshim_host_area_is_started(const struct pvshim_host_area *area)
{
	return area->memory;
}

/**
 * pvshim_host_area_of - a CPU's area, if it may be used
 * @area: the area
 * @cpu: the CPU, 0 for an area of the whole virtual machine
 *
 * The host goes on writing there until preemption is enabled, or an RCU read-side section
 * ends; a caller that relies on that is done with the result by then. It pairs with the
 * grace period between closing the area and telling the host to stop, in area_offline()
 * and area_reboot().
 *
 * Context: any.
 * Return: its address, or NULL if the host does not write to it.
 */
static inline void *pvshim_host_area_of(const struct pvshim_host_area *area,
					int cpu)
{
	return cpumask_test_cpu(cpu, &area->open) ?
		       area->memory + cpu * area->ops->size :
		       NULL;
}

#endif /* _PVSHIM_HOST_AREA_H */
