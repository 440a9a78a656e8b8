/* SPDX-License-Identifier: GPL-2.0 */
/* What "pvshimctl inspect" has found out, and how it is told. */
#ifndef _PVSHIMCTL_INSPECTION_H
#define _PVSHIMCTL_INSPECTION_H

#include "advice.h"
#include "guest.h"
#include "judge.h"

/**
 * struct inspection - all of it
 * @guest: the running kernel
 * @found: the signatures, by the module's own detector
 * @judged: each of them
 * @advices: what to change
 */
struct inspection {
	struct guest guest;
	struct pvshim_detection found;
	struct judged judged[PVSHIM_MAX_SIGNATURES];
	struct advices advices;
};

void inspect_print(const struct inspection *inspection);
void inspect_print_json(const struct inspection *inspection);

#endif /* _PVSHIMCTL_INSPECTION_H */
