/* SPDX-License-Identifier: GPL-2.0 */
/* The two halves of the test provider to each other. */
#ifndef _TEST_LATE_H
#define _TEST_LATE_H

#include <pvshim/provider.h>

/* test_provider.c: the parameter "refuse" */
int test_provider_probe_any(struct pvshim_probe *probe);

/* test_late.c, on kernels that take late operations */
extern const struct pvshim_late test_late;

#define TEST_LATE (IS_ENABLED(CONFIG_PARAVIRT_LATE) ? &test_late : NULL)

#endif /* _TEST_LATE_H */
