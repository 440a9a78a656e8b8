/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whether one of two ways is quicker: random order, quantiles, the bootstrap. No I/O
 * here, and no state: the same seed gives the same answer on every machine.
 */
#ifndef _PVSHIMCTL_STATISTICS_H
#define _PVSHIMCTL_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* All of these are documented in Documentation/comparing.rst. */
#define RESAMPLES    10000
#define LEVEL	     0.999 /* of the interval */
#define FALSE_ALARMS 0.0001 /* at most, by the sign test */

/* POSIX' erand48(), which is the same generator everywhere */
struct chance {
	unsigned short state[3];
};

void chance_seed(struct chance *chance, unsigned long seed);
/* A number from 0 to @nr - 1. */
size_t chance_below(struct chance *chance, size_t nr);

/**
 * pairs_order - which of the two comes first in each pair
 * @chance: decides
 * @native_first: gets it; true in half of the pairs, and in one more or not where
 *	their number is odd
 * @nr: how many pairs
 */
void pairs_order(struct chance *chance, bool *native_first, size_t nr);

void sort_doubles(double *values, size_t nr);

/**
 * quantile - a quantile of sorted values
 * @sorted: the values
 * @nr: how many, at least one
 * @part: from 0 to 1; 0.5 is the median
 *
 * Return: the quantile, between two values in proportion (the seventh of Hyndman's and
 * Fan's nine ways).
 */
double quantile(const double *sorted, size_t nr, double part);

/**
 * false_alarm - how often chance alone gives signs as one-sided as these
 * @fewer: how many differences do not have the sign of most
 * @nr: of how many
 *
 * Return: the probability of that many or fewer on either side, where each sign is that
 * of a fair coin.
 */
double false_alarm(size_t fewer, size_t nr);

/* How many pairs there must be at least, that any verdict is possible. */
size_t fewest_pairs(void);

/**
 * struct estimate - how two ways differ
 * @native: the median of one
 * @other: the median of the other
 * @difference: the median of the differences in the pairs, other minus native
 * @low: below the difference
 * @high: above it: the interval by bootstrap at LEVEL
 * @differs: the interval excludes zero, and so does the sign test at FALSE_ALARMS
 */
struct estimate {
	double native, other;
	double difference;
	double low, high;
	bool differs;
};

/**
 * compare - estimate how two ways differ
 * @native: one number for each pair: what its native block gave
 * @other: what its other block gave
 * @nr: how many pairs
 * @chance: for the bootstrap
 *
 * The bootstrap is over pairs, not over what was measured in a block: that hangs
 * together. The sign test needs no more than that the order in each pair was random,
 * so it holds whatever the noise is, and however long it lasts.
 *
 * Return: the estimate.
 */
struct estimate compare(const double *native, const double *other, size_t nr,
			struct chance *chance);

#endif /* _PVSHIMCTL_STATISTICS_H */
