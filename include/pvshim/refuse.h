/* SPDX-License-Identifier: GPL-2.0 */
/* For providers: how a probe or an init function refuses, in words. */
#ifndef _PVSHIM_REFUSE_H
#define _PVSHIM_REFUSE_H

#include <linux/errno.h>
#include <linux/kernel.h>

#include <pvshim/guard.h>
#include <pvshim/provider.h>

/* Writes the reason to @probe; the value of the expression is @error. */
#define PVSHIM_SAY_WHY(probe, error, fmt, ...)                               \
	(snprintf((probe)->why, sizeof_field(struct pvshim_probe, why), fmt, \
		  ##__VA_ARGS__),                                            \
	 error)

/**
 * pvshim_refuse - refuse an operation that is not offered, with the reason
 * @probe: the probe under way
 * @fmt: what was asked and what came back
 *
 * Return: -EOPNOTSUPP.
 */
#define pvshim_refuse(probe, fmt, ...) \
	PVSHIM_SAY_WHY(probe, -EOPNOTSUPP, fmt, ##__VA_ARGS__)

/**
 * pvshim_broken - refuse an operation that is offered and does not work
 * @probe: the probe under way
 * @fmt: what was asked and what came back
 *
 * Return: -EIO, which is worth a line in the log.
 */
#define pvshim_broken(probe, fmt, ...) \
	PVSHIM_SAY_WHY(probe, -EIO, fmt, ##__VA_ARGS__)

/**
 * pvshim_bad_answer - refuse an operation whose trial was answered badly
 * @probe: the probe under way
 * @answer: what the hypercall returned, maybe PVSHIM_HYPERCALL_FAULTED
 * @fmt: the call
 *
 * Return: -EIO.
 */
int __printf(3, 4) pvshim_bad_answer(struct pvshim_probe *probe, long answer,
				     const char *fmt, ...);

/**
 * pvshim_refuse_encrypted - refuse a provider that cannot serve encrypted guests
 * @probe: the init function's
 *
 * Each provider that has a signature calls this first in its init function; see
 * pvshim_guest_is_encrypted().
 *
 * Return: 0 in a guest that is not encrypted, else -EOPNOTSUPP.
 */
static inline int pvshim_refuse_encrypted(struct pvshim_probe *probe)
{
	if (!pvshim_guest_is_encrypted())
		return 0;
	return pvshim_refuse(probe, "the guest's memory or state is encrypted");
}

#endif /* _PVSHIM_REFUSE_H */
