/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Labels that the probe sites of sites.c put in front of their
 * records; they are local to that file.
 */
#ifndef _PVSHIM_PV_OPS_SITES_H
#define _PVSHIM_PV_OPS_SITES_H

#include <linux/types.h>

#include "compat/pv-ops.h"

#define PV_OP(group, op)
#define PV_SITE(group, op, proto, use) \
	PVSHIM_PV_IF_SITE(op, extern const u8 pvshim_pv_record_##op[];)
#include "list.h"

#endif /* _PVSHIM_PV_OPS_SITES_H */
