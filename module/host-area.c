// SPDX-License-Identifier: GPL-2.0
/* Memory that a host writes to: handed over, and always taken back. */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/reboot.h>
#include <linux/smp.h>

#include "compat/syscore.h"
#include "host-area.h"

/*
 * The areas that are started. The mutex guards the list, also while area_reboot() takes
 * the areas back. That must get it in bounded time, so no other holder waits for anything.
 * It is not pvshim_mutex because the holder of that may wait for Tasks RCU.
 */
static LIST_HEAD(areas);
static DEFINE_MUTEX(areas_mutex);
static int hotplug_state;

/* The system goes down: nothing is handed over any more. */
static bool going_down;

static size_t bytes(const struct pvshim_host_area *area)
{
	return area->ops->size * (area->ops->whole ? 1 : nr_cpu_ids);
}

/*
 * A host that is gone is asked nothing, and refuses nothing. What is handed over while
 * the system goes down is taken back all the same:
 *
 * 1. The look at @going_down and the call are one section without interrupts.
 * 2. area_reboot() sets @going_down, and then interrupts each CPU.
 * 3. If the interrupt comes before the section, the section sees @going_down. If it comes
 *    after, the area is in @taken, and the interrupt takes it back.
 */
static int take(struct pvshim_host_area *area, unsigned int cpu)
{
	unsigned long flags;
	int ret = -ESHUTDOWN;

	if (READ_ONCE(area->lost))
		return 0;
	local_irq_save(flags);
	if (!READ_ONCE(going_down))
		ret = area->ops->take(cpu, virt_to_phys(area->memory) +
						   cpu * area->ops->size);
	if (!ret) {
		cpumask_set_cpu(cpu, &area->taken);
		cpumask_set_cpu(cpu, &area->open);
	}
	local_irq_restore(flags);
	return ret;
}

static void leave(struct pvshim_host_area *area, unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	if (cpumask_test_and_clear_cpu(cpu, &area->taken) &&
	    !READ_ONCE(area->lost) && area->ops->leave(cpu))
		area->kept = true;
	local_irq_restore(flags);
}

/* A refusal fails the start, but later keeps no CPU from coming up. */
static int area_online(unsigned int cpu, struct hlist_node *node)
{
	struct pvshim_host_area *area =
		hlist_entry(node, struct pvshim_host_area, hotplug);
	int ret = take(area, cpu);

	if (!ret || area->starting)
		return ret;
	pr_warn("%s: refused for CPU %u: %d\n", area->ops->name, cpu, ret);
	return 0;
}

/*
 * (1) Close the area: no new readers. (2) Wait for those that have preemption off, which rely
 * on the host, see pvshim_host_area_of(). (3) Tell the host to stop. If all areas go, 1 and
 * 2 have been done for all of them at once.
 */
static int area_offline(unsigned int cpu, struct hlist_node *node)
{
	struct pvshim_host_area *area =
		hlist_entry(node, struct pvshim_host_area, hotplug);

	if (cpumask_test_and_clear_cpu(cpu, &area->open))
		synchronize_rcu();
	leave(area, cpu);
	return 0;
}

/* One area for the whole virtual machine has nothing to do with its CPUs. */
static int hand_over(struct pvshim_host_area *area)
{
	int ret;

	area->starting = true;
	if (area->ops->whole)
		ret = take(area, 0);
	else
		ret = cpuhp_state_add_instance(hotplug_state, &area->hotplug);
	area->starting = false;
	return ret;
}

static void take_back(struct pvshim_host_area *area)
{
	cpumask_clear(&area->open);
	synchronize_rcu();
	if (area->ops->whole)
		area_offline(0, &area->hotplug);
	else
		cpuhp_state_remove_instance(hotplug_state, &area->hotplug);
}

/* Memory that the host may still write to is leaked rather than used again. */
static void drop_area(struct pvshim_host_area *area)
{
	mutex_lock(&areas_mutex);
	list_del(&area->node);
	mutex_unlock(&areas_mutex);
	if (area->kept || area->lost)
		pr_warn("%s: %s, leaking its memory\n", area->ops->name,
			area->lost ? "its host is gone" :
				     "the host may still write to it");
	else
		free_pages_exact(area->memory, bytes(area));
	area->memory = NULL;
}

int pvshim_host_area_start(struct pvshim_host_area *area)
{
	int ret;

	area->memory = alloc_pages_exact(bytes(area), GFP_KERNEL | __GFP_ZERO);
	if (!area->memory)
		return -ENOMEM;
	cpumask_clear(&area->taken);
	cpumask_clear(&area->open);
	area->kept = false;
	area->lost = false;

	mutex_lock(&areas_mutex);
	list_add(&area->node, &areas);
	mutex_unlock(&areas_mutex);
	ret = hand_over(area);
	if (ret)
		drop_area(area);
	return ret;
}
EXPORT_SYMBOL_GPL(pvshim_host_area_start);

void pvshim_host_area_stop(struct pvshim_host_area *area)
{
	take_back(area);
	drop_area(area);
}
EXPORT_SYMBOL_GPL(pvshim_host_area_stop);

void pvshim_host_area_lost(struct pvshim_host_area *area)
{
	WRITE_ONCE(area->lost, true);
}
EXPORT_SYMBOL_GPL(pvshim_host_area_lost);

/* Handing an area over once more */
struct refresh {
	struct pvshim_host_area *area;
	atomic_t refused; /* for how many CPUs the host did not take it */
};

static void refresh_cpu(void *data)
{
	struct refresh *refresh = data;

	if (take(refresh->area, smp_processor_id()))
		atomic_inc(&refresh->refused);
}

/*
 * CPUs neither come nor go meanwhile: one that goes has its area taken back before
 * it is interrupted here, and would have it handed over once more.
 */
unsigned int pvshim_host_area_refresh(struct pvshim_host_area *area)
{
	struct refresh refresh = { .area = area };

	if (area->ops->whole)
		return take(area, 0) ? 1 : 0;
	cpus_read_lock();
	on_each_cpu(refresh_cpu, &refresh, 1);
	cpus_read_unlock();
	return atomic_read(&refresh.refused);
}
EXPORT_SYMBOL_GPL(pvshim_host_area_refresh);

/* The part of an area that this CPU hands over and takes back; -1: none. */
static int part_of_this_cpu(const struct pvshim_host_area *area)
{
	int cpu = smp_processor_id();

	if (!area->ops->whole)
		return cpu;
	return cpu == cpumask_first(cpu_online_mask) ? 0 : -1;
}

static void leave_all(void *unused)
{
	struct pvshim_host_area *area;

	list_for_each_entry(area, &areas, node) {
		int part = part_of_this_cpu(area);

		if (part < 0)
			continue;
		cpumask_clear_cpu(part, &area->open);
		leave(area, part);
	}
}

/*
 * The next kernel must not find a host writing into its memory. (1) Set @going_down: no
 * area is handed over any more, see take(). (2) Close all areas: no new readers. (3) Wait
 * for those that there are. (4) Each CPU takes its areas back from the host. Nothing is
 * detached or unbound, which may wait for Tasks RCU and take too long here.
 */
static int area_reboot(struct notifier_block *nb, unsigned long action,
		       void *data)
{
	struct pvshim_host_area *area;

	cpus_read_lock();
	mutex_lock(&areas_mutex);
	WRITE_ONCE(going_down, true);
	list_for_each_entry(area, &areas, node)
		cpumask_clear(&area->open);
	synchronize_rcu_expedited();
	on_each_cpu(leave_all, NULL, 1);
	mutex_unlock(&areas_mutex);
	cpus_read_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block area_reboot_notifier = {
	.notifier_call = area_reboot,
};

/*
 * Around the image of a hibernation, for what no CPU hotplug takes back: the areas of the
 * last CPU and of the whole machine. Only this CPU runs, interrupts off, tasks frozen.
 */
static void area_suspend(void)
{
	leave_all(NULL);
}

/* What is refused here is found out when everything is verified afterwards. */
static void area_resume(void)
{
	struct pvshim_host_area *area;

	list_for_each_entry(area, &areas, node) {
		int part = part_of_this_cpu(area);

		if (part >= 0)
			take(area, part);
	}
}

PVSHIM_SYSCORE(area_syscore, area_suspend, area_resume);

int pvshim_host_area_init(void)
{
	int ret = cpuhp_setup_state_multi(CPUHP_AP_ONLINE_DYN,
					  "pvshim:host_area", area_online,
					  area_offline);

	if (ret < 0)
		return ret;
	hotplug_state = ret;
	register_reboot_notifier(&area_reboot_notifier);
	pvshim_register_syscore(&area_syscore);
	return 0;
}

void pvshim_host_area_exit(void)
{
	pvshim_unregister_syscore(&area_syscore);
	unregister_reboot_notifier(&area_reboot_notifier);
	cpuhp_remove_multi_state(hotplug_state);
}
