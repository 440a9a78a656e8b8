/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What hypervisors offer to guests, one table for each in facility-NAME.c, and by which
 * rules Linux uses it. A row is a facility; judge.c applies the rules.
 */
#ifndef _PVSHIMCTL_FACILITY_H
#define _PVSHIMCTL_FACILITY_H

#include "../../module/detect.h"
#include "guest.h"

/* Which word holds the bit by which a host offers something */
enum facility_word {
	BY_NOTHING, /* no bit: only the attempt tells */
	BY_FEATURES,
	BY_MORE_FEATURES,
	BY_HINTS,
	BY_XEN_FEATURES, /* of the hypercall, as the kernel's Xen code shows it */
};

/* Whether the kernel uses it, in the words that text and JSON have for it */
enum use {
	USE_UNKNOWN,
	USE_NO,
	USE_LIKELY, /* by the kernel's rules */
	USE_YES, /* seen */
	NR_USES
};

/* What the kernel's rules want beside the bit */
enum facility_needs {
	NEEDS_SMP = 1, /* more than one possible CPU */
	NEEDS_SHARED = 2, /* KVM: no hint of dedicated CPUs */
	NEEDS_NO_MWAIT = 4, /* KVM: idle CPUs halt */
	NEEDS_MANY = 8, /* more than 255 CPUs */
	NEEDS_ENCRYPTED = 16, /* memory that the host cannot read */
	NEEDS_CLUSTER_IPI = 32, /* Hyper-V: that hint */
};

/* The bit of that hint */
#define HYPERV_CLUSTER_IPI 10

/**
 * struct facility - one of them
 * @name: in at most 19 letters
 * @about: what it is for
 * @word: where its bit is
 * @bit: the bit
 * @with: bits of the same word without which the kernel does not use it
 * @without: bits of the same word with which it does not either
 * @off: parameters of the kernel that switch it off, separated by blanks
 * @config: the option of the kernel's configuration that it needs
 * @unused: why Linux makes no use of it, whatever the machine, unless @without says
 *	when
 * @needs: what else the kernel wants, of enum facility_needs
 * @log: what the kernel logs when it uses it
 * @msr: bit 0 of it tells whether it is used
 * @look: what the running kernel shows; may be NULL. Gives the reason where it is not
 *	USE_UNKNOWN.
 */
struct facility {
	const char *name;
	const char *about;
	enum facility_word word;
	unsigned char bit;
	u32 with;
	u32 without;
	const char *off;
	const char *config;
	const char *unused;
	unsigned int needs;
	const char *log;
	u32 msr;
	enum use (*look)(const struct guest *guest, char **why);
};

/**
 * struct facilities - all of a hypervisor
 * @hv: the hypervisor
 * @facility: the list
 * @nr: how many
 * @config: options of the kernel of which it needs one to be its guest
 * @detected: how the kernel's log calls it
 * @page: its vendor's description
 */
struct facilities {
	enum pvshim_hv hv;
	const struct facility *facility;
	size_t nr;
	const char *config;
	const char *detected;
	const char *page;
};

extern const struct facilities facilities_xen, facilities_vmware,
	facilities_kvm, facilities_hyperv;

/* Those of a hypervisor; NULL if it is not known. */
const struct facilities *facilities_of(enum pvshim_hv hv);

#endif /* _PVSHIMCTL_FACILITY_H */
