/* SPDX-License-Identifier: GPL-2.0 */
/* Whose guest the running kernel is. */
#ifndef _PVSHIMCTL_SERVED_H
#define _PVSHIMCTL_SERVED_H

#include "facility.h"
#include "guest.h"

/**
 * served_by - whether the kernel makes use of an interface
 * @guest: the kernel
 * @found: all interfaces
 * @sig: one of them
 * @why: gets how that is known, or why not; to be freed
 *
 * Return: whether it does.
 */
enum use served_by(const struct guest *guest,
		   const struct pvshim_detection *found,
		   const struct pvshim_signature *sig, char **why);

#endif /* _PVSHIMCTL_SERVED_H */
