/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Late operations: the kernel's own TLB flushes, IPIs, steal time and preemption
 * hints, for a kernel that lets a module serve them (CONFIG_PARAVIRT_LATE). One
 * provider at a time has some of them, or the kernel has all.
 */
#ifndef _PVSHIM_LATE_H
#define _PVSHIM_LATE_H

#include <linux/kconfig.h>
#include <linux/types.h>

#include <pvshim/provider.h>

struct pvshim_entry;
struct seq_file;

/* Number N is the bit BIT(N) of PV_LATE_... in <asm/paravirt_late.h>. */
#define PVSHIM_NR_LATE 4

/* What a provider's member "late" is initialised with. */
#define PVSHIM_LATE(late) (IS_ENABLED(CONFIG_PARAVIRT_LATE) ? &(late) : NULL)

#ifdef CONFIG_PARAVIRT_LATE

/* Up, with what the parameter "late" asks for; fails if that makes no sense. */
int pvshim_late_init(void);
/* Down: nobody attaches any more. What is attached goes with its provider. */
void pvshim_late_exit(void);

/**
 * pvshim_late_probe - find out what a provider can serve of the late operations
 * @entry: the provider
 * @probe: the probe under way
 *
 * Context: task, sleeps; pvshim_mutex held. Attaches and detaches nothing.
 */
void pvshim_late_probe(struct pvshim_entry *entry, struct pvshim_probe *probe);

/**
 * pvshim_late_serves - whether pvshim itself has attached a late operation
 * @op: its name
 *
 * What the kernel seems to do by itself then is not its own.
 *
 * Context: pvshim_mutex held.
 * Return: true if it has.
 */
bool pvshim_late_serves(const char *op);

/**
 * pvshim_late_degrade - detach what its provider can serve no longer
 * @event: what has happened, for the log
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_late_degrade(const char *event);

/**
 * pvshim_late_release - detach whatever a provider has attached
 * @entry: the provider; nothing calls it any more when this returns
 *
 * Context: task, sleeps; pvshim_mutex held.
 */
void pvshim_late_release(struct pvshim_entry *entry);

/**
 * pvshim_late_pause - detach until pvshim_late_resume(), because the system sleeps
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_late_pause(void);

/**
 * pvshim_late_resume - attach again what pvshim_late_pause() has detached
 *
 * Only if its provider can still serve all of it.
 *
 * Context: task, sleeps; takes pvshim_mutex.
 */
void pvshim_late_resume(void);

/**
 * pvshim_late_show - who serves the late operations, and why not the others
 * @m: the file of debugfs
 *
 * Context: task; pvshim_mutex held.
 */
void pvshim_late_show(struct seq_file *m);

#else

static inline int pvshim_late_init(void)
{
	return 0;
}

static inline void pvshim_late_exit(void)
{
}

static inline void pvshim_late_probe(struct pvshim_entry *entry,
				     struct pvshim_probe *probe)
{
}

static inline bool pvshim_late_serves(const char *op)
{
	return false;
}

static inline void pvshim_late_degrade(const char *event)
{
}

static inline void pvshim_late_release(struct pvshim_entry *entry)
{
}

static inline void pvshim_late_pause(void)
{
}

static inline void pvshim_late_resume(void)
{
}

static inline void pvshim_late_show(struct seq_file *m)
{
}

#endif
#endif /* _PVSHIM_LATE_H */
