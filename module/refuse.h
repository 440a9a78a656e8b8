/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PVSHIM_REFUSE_H
#define _PVSHIM_REFUSE_H

#include <linux/errno.h>
#include <linux/kernel.h>

#include <pvshim/provider.h>

/* Writes the reason down and has the value of @error. */
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

#endif /* _PVSHIM_REFUSE_H */
