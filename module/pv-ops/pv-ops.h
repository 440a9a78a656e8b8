/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's own paravirt operations, and our probe sites of them. */
#ifndef _PVSHIM_PV_OPS_H
#define _PVSHIM_PV_OPS_H

#include <linux/types.h>

#include "compat/pv-ops.h"

struct seq_file;

/* By place in the kernel's table; one that pvshim does not know has no name. */
struct pvshim_pv_op {
	const char *name;
	const void *record; /* of the probe site, or NULL; see compat/pv-site.h */
	const char *text; /* the native instruction, if the kernel inlines it */
	const char *bytes;
	int len;
};

extern const struct pvshim_pv_op pvshim_pv_ops[PVSHIM_NR_PV_OPS];

void pvshim_pv_ops_init(void);
int pvshim_pv_ops_show(struct seq_file *m);

#endif /* _PVSHIM_PV_OPS_H */
