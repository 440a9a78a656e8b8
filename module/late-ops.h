/* SPDX-License-Identifier: GPL-2.0 */
/* The late operations by number, name and bit; and who could serve them. */
#ifndef _PVSHIM_LATE_OPS_H
#define _PVSHIM_LATE_OPS_H

#include <linux/bits.h>
#include <linux/types.h>

#include "late.h"

struct pv_late_ops;

/* Room for all names, separated by blanks */
#define PVSHIM_LATE_NAMES 80

/**
 * pvshim_late_name - name of a late operation
 * @nr: its number, below PVSHIM_NR_LATE
 *
 * Return: its name in &struct pv_late_ops.
 */
const char *pvshim_late_name(unsigned int nr);

/**
 * pvshim_late_names - names of late operations, separated by blanks
 * @ops: which, as bits
 * @names: gets them, PVSHIM_LATE_NAMES long
 *
 * Return: @names.
 */
const char *pvshim_late_names(u32 ops, char *names);

/**
 * pvshim_late_copy - take some functions over from a provider's table
 * @to: gets these, and NULL for all others
 * @from: the provider's table
 * @ops: which, as bits
 */
void pvshim_late_copy(struct pv_late_ops *to, const struct pv_late_ops *from,
		      u32 ops);

/**
 * pvshim_late_with - late operations whose probe said something
 * @entry: the provider
 * @error: what it said; 0 for those that it serves
 *
 * Context: pvshim_mutex held.
 * Return: the operations as bits.
 */
u32 pvshim_late_with(const struct pvshim_entry *entry, int error);

#endif /* _PVSHIM_LATE_OPS_H */
