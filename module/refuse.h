/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PVSHIM_REFUSE_H
#define _PVSHIM_REFUSE_H

#include <linux/errno.h>
#include <linux/kernel.h>

#include <pvshim/provider.h>

/**
 * pvshim_refuse - refuse an operation, with the reason
 * @probe: the probe under way
 * @fmt: what was asked and what came back
 *
 * Return: -EOPNOTSUPP.
 */
#define pvshim_refuse(probe, fmt, ...)                                       \
	(snprintf((probe)->why, sizeof_field(struct pvshim_probe, why), fmt, \
		  ##__VA_ARGS__),                                            \
	 -EOPNOTSUPP)

#endif /* _PVSHIM_REFUSE_H */
