/* SPDX-License-Identifier: GPL-2.0 */
/* What to change, where that is certain. */
#ifndef _PVSHIMCTL_ADVICE_H
#define _PVSHIMCTL_ADVICE_H

#include "judge.h"

/**
 * struct advice - what to change
 * @what: to change
 * @why: what that is good for
 */
struct advice {
	char *what;
	char *why;
};

struct advices {
	struct advice *advice;
	size_t nr;
};

/* @judged: all interfaces, @nr of them */
void advise(struct advices *advices, const struct guest *guest,
	    const struct judged *judged, size_t nr);
void advices_free(struct advices *advices);

#endif /* _PVSHIMCTL_ADVICE_H */
