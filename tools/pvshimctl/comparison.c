// SPDX-License-Identifier: GPL-2.0
/* What the pairs of an A/B say. */
#include <math.h>
#include <stdlib.h>

#include "comparison.h"
#include "text.h"

const struct ab_row ab_rows[NR_ROWS] = {
	[ROW_MEDIAN] = { "median", "median", true },
	[ROW_P99] = { "p99", "99th percentile", true },
	[ROW_CAL] = { "cal", "CAL interrupts", false },
	[ROW_TLB] = { "tlb", "TLB interrupts", false },
	[ROW_RES] = { "res", "RES interrupts", false },
	[ROW_EXITS] = { "exits", "exits", false },
};

struct finding ab_find(struct ab *ab, enum row row)
{
	double *native = xalloc(NULL, ab->nr * sizeof(*native));
	double *other = xalloc(NULL, ab->nr * sizeof(*other));
	struct finding finding = { .known = true };
	size_t i;

	for (i = 0; i < ab->nr; i++) {
		native[i] = ab->pairs[i].native.value[row];
		other[i] = ab->pairs[i].other.value[row];
		if (isnan(native[i]) || isnan(other[i]))
			finding.known = false;
	}
	if (finding.known)
		finding.estimate = compare(native, other, ab->nr, &ab->chance);
	free(native);
	free(other);
	return finding;
}
