/* SPDX-License-Identifier: GPL-2.0 */
/* CPUID of this machine or of a file, as the module's detector reads it. */
#ifndef _PVSHIMCTL_LEAVES_H
#define _PVSHIMCTL_LEAVES_H

#include "../../module/detect.h"

/* One leaf of a file */
struct cpuid_leaf {
	u32 leaf;
	struct pvshim_leaf regs;
};

/**
 * struct cpuid - where leaves come from
 * @leaves: those of a file; NULL: the instruction is asked
 * @nr: how many; each that is not among them is zero
 * @by_xen: the instruction with Xen's prefix, as in its PV guests the bare one shows
 *	what is below Xen
 */
struct cpuid {
	struct cpuid_leaf *leaves;
	size_t nr;
	bool by_xen;
};

/* Choose the form of the instruction. */
void cpuid_of_machine(struct cpuid *cpuid);

/**
 * cpuid_of_file - the first CPU's leaves of a file, as "cpuid -r" prints them
 * @cpuid: gets them; to be freed in any case
 * @path: the file
 *
 * Return: EXIT_FINE, or another exit status with everything said.
 */
int cpuid_of_file(struct cpuid *cpuid, const char *path);
void cpuid_free(struct cpuid *cpuid);

/* Of subleaf 0. @context: a struct cpuid */
void cpuid_read(void *context, u32 leaf, struct pvshim_leaf *out);

/* Whether CPUID announces a hypervisor. */
bool cpuid_hypervisor_bit(struct cpuid *cpuid);

/* VMware's backdoor: its version, or 0 if this is not one or may not be asked. */
u32 cpuid_backdoor_version(void *unused);

#endif /* _PVSHIMCTL_LEAVES_H */
