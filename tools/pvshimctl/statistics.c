// SPDX-License-Identifier: GPL-2.0
/* Whether one of two ways is quicker: random order, quantiles, the bootstrap. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "statistics.h"
#include "text.h"

/* As srand48() has it */
void chance_seed(struct chance *chance, unsigned long seed)
{
	chance->state[0] = 0x330e;
	chance->state[1] = seed;
	chance->state[2] = seed >> 16;
}

size_t chance_below(struct chance *chance, size_t nr)
{
	return erand48(chance->state) * nr;
}

/* Half of each, shuffled. */
void pairs_order(struct chance *chance, bool *native_first, size_t nr)
{
	size_t half = nr / 2 + (nr % 2 && chance_below(chance, 2));
	size_t i;

	for (i = 0; i < nr; i++)
		native_first[i] = i < half;
	for (i = nr; i > 1; i--) {
		size_t j = chance_below(chance, i);
		bool last = native_first[i - 1];

		native_first[i - 1] = native_first[j];
		native_first[j] = last;
	}
}

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

void sort_doubles(double *values, size_t nr)
{
	qsort(values, nr, sizeof(*values), compare_doubles);
}

double quantile(const double *sorted, size_t nr, double part)
{
	double at = part * (nr - 1);
	size_t below = at;

	if (below + 1 >= nr)
		return sorted[nr - 1];
	return sorted[below] +
	       (at - below) * (sorted[below + 1] - sorted[below]);
}

static double median_of(const double *values, size_t nr)
{
	double *sorted = xalloc(NULL, nr * sizeof(*sorted));
	double median;

	memcpy(sorted, values, nr * sizeof(*sorted));
	sort_doubles(sorted, nr);
	median = quantile(sorted, nr, 0.5);
	free(sorted);
	return median;
}

/* Twice the sum of the binomial coefficients up to @fewer, over 2^nr */
double false_alarm(size_t fewer, size_t nr)
{
	double term = 2, sum;
	size_t i;

	for (i = 0; i < nr; i++)
		term /= 2;
	sum = term;
	for (i = 0; i < fewer; i++) {
		term *= (double)(nr - i) / (i + 1);
		sum += term;
	}
	if (sum > 1)
		sum = 1;
	return sum;
}

size_t fewest_pairs(void)
{
	size_t nr = 1;

	while (false_alarm(0, nr) > FALSE_ALARMS)
		nr++;
	return nr;
}

/* A difference of zero speaks against either side. */
static bool one_sided(const double *differences, size_t nr)
{
	size_t above = 0, below = 0, fewer, i;

	for (i = 0; i < nr; i++) {
		above += differences[i] > 0;
		below += differences[i] < 0;
	}
	fewer = nr - above;
	if (fewer > nr - below)
		fewer = nr - below;
	return false_alarm(fewer, nr) <= FALSE_ALARMS;
}

/* The value at a rank, counted from 1, where each is there as often as was drawn */
static double ranked(const double *sorted, const unsigned int *drawn,
		     size_t rank)
{
	size_t i = 0, seen = drawn[0];

	while (seen < rank)
		seen += drawn[++i];
	return sorted[i];
}

/* The median of as many values, drawn with replacement */
static double resample(const double *sorted, unsigned int *drawn, size_t nr,
		       struct chance *chance)
{
	size_t i;

	memset(drawn, 0, nr * sizeof(*drawn));
	for (i = 0; i < nr; i++)
		drawn[chance_below(chance, nr)]++;
	return (ranked(sorted, drawn, (nr + 1) / 2) +
		ranked(sorted, drawn, nr / 2 + 1)) /
	       2;
}

static void bootstrap(const double *sorted, size_t nr, struct chance *chance,
		      struct estimate *estimate)
{
	double *medians = xalloc(NULL, RESAMPLES * sizeof(*medians));
	unsigned int *drawn = xalloc(NULL, nr * sizeof(*drawn));
	size_t i;

	for (i = 0; i < RESAMPLES; i++)
		medians[i] = resample(sorted, drawn, nr, chance);
	sort_doubles(medians, RESAMPLES);
	estimate->low = quantile(medians, RESAMPLES, (1 - LEVEL) / 2);
	estimate->high = quantile(medians, RESAMPLES, (1 + LEVEL) / 2);
	free(drawn);
	free(medians);
}

struct estimate compare(const double *native, const double *other, size_t nr,
			struct chance *chance)
{
	double *differences = xalloc(NULL, nr * sizeof(*differences));
	struct estimate e = { .native = median_of(native, nr),
			      .other = median_of(other, nr) };
	size_t i;

	for (i = 0; i < nr; i++)
		differences[i] = other[i] - native[i];
	sort_doubles(differences, nr);
	e.difference = quantile(differences, nr, 0.5);
	bootstrap(differences, nr, chance, &e);
	e.differs = (e.low > 0 || e.high < 0) && one_sided(differences, nr);
	free(differences);
	return e;
}
