/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc, /sys, /boot and the kernel's log say about the running kernel. */
#ifndef _PVSHIMCTL_GUEST_H
#define _PVSHIMCTL_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pvshimctl.h"

/**
 * struct guest - all of it; a text is NULL where it could not be read
 * @options: where it was read
 * @another: nothing was read: CPUID is another machine's
 * @root: what stands before /proc, /boot and /dev
 * @sysfs: where sysfs is
 * @release: the kernel's release
 * @cmdline: its command line
 * @config: its configuration
 * @config_path: where that was found
 * @clock: the clocksource
 * @clocks: all clocksources that there are
 * @clockevent: what the timer of the first CPU is
 * @idle: the driver of cpuidle
 * @flags: what /proc/cpuinfo has of the first CPU
 * @interrupts: /proc/interrupts
 * @xen: /sys/hypervisor/type
 * @xen_kind: /sys/hypervisor/guest_type
 * @xen_features: /sys/hypervisor/properties/features
 * @serial: the serial number of DMI
 * @log: the kernel's log
 * @vmbus: Hyper-V's VMBus is there
 * @cpus: how many CPUs are possible; 0: not known
 * @stolen: ticks that /proc/stat says were stolen from all CPUs
 * @msr: opened for reading MSRs, or -1
 * @unread: what could not be read, and why, separated by "; "; or NULL
 */
struct guest {
	const struct options *options;
	bool another;
	const char *root;
	char *sysfs;
	char *release;
	char *cmdline;
	char *config;
	char *config_path;
	char *clock;
	char *clocks;
	char *clockevent;
	char *idle;
	char *flags;
	char *interrupts;
	char *xen;
	char *xen_kind;
	char *xen_features;
	char *serial;
	char *log;
	bool vmbus;
	unsigned int cpus;
	unsigned long long stolen;
	int msr;
	char *unread;
};

/* Read it; to be freed. What cannot be read is noted. */
void guest_read(struct guest *guest, const struct options *options);
void guest_free(struct guest *guest);

/**
 * guest_parameter - the first of some parameters that the command line has
 * @guest: the guest
 * @names: the parameters, separated by blanks; '-' and '_' are the same, "x=" is one
 *	with a value
 *
 * Return: the word of the command line, to be freed; NULL if there is none.
 */
char *guest_parameter(const struct guest *guest, const char *names);

/**
 * guest_config - an option of the kernel's configuration
 * @guest: the guest
 * @name: the option, without CONFIG_
 *
 * Return: 'y', 'm', 'n'; 0 if the configuration is not known.
 */
char guest_config(const struct guest *guest, const char *name);

/* Whether a CPU flag of /proc/cpuinfo is there. */
bool guest_flag(const struct guest *guest, const char *flag);
/* Whether a text is in the log; without a log it is not. */
bool guest_logged(const struct guest *guest, const char *text);
/* Whether an interrupt of this name is in /proc/interrupts. */
bool guest_interrupt(const struct guest *guest, const char *name);
/* Whether that clocksource is there. */
bool guest_has_clock(const struct guest *guest, const char *name);
/* False if the MSR cannot be read. */
bool guest_msr(const struct guest *guest, uint32_t msr, uint64_t *value);

#endif /* _PVSHIMCTL_GUEST_H */
