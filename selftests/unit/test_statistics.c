// SPDX-License-Identifier: GPL-2.0
/*
 * The statistics of "pvshimctl ab": against known data, and how often they raise a false
 * alarm where nothing differs, in noise that hangs together for longer than a block.
 */
#include <math.h>

#include "../../tools/pvshimctl/statistics.h"
#include "../../tools/pvshimctl/text.h"
#include "ktap.h"

#define PAIRS 20

static bool near(double is, double wanted)
{
	double error = fabs(is - wanted);

	return error <= (1 + fabs(wanted)) / 1e9;
}

/* What drand48() of glibc gives after srand48(1) */
static void generator(void)
{
	struct chance chance;
	size_t i, seen = 0;

	chance_seed(&chance, 1);
	EXPECT_EQ(chance_below(&chance, 1000000), 41630);
	EXPECT_EQ(chance_below(&chance, 1000000), 454492);
	for (i = 0; i < 1000; i++)
		seen |= 1UL << chance_below(&chance, 5);
	EXPECT_EQ(seen, 0x1f);
}

static void quantiles(void)
{
	double values[] = { 9, 1, 4, 16 };

	sort_doubles(values, 4);
	EXPECT(near(quantile(values, 4, 0), 1));
	EXPECT(near(quantile(values, 4, 0.5), 6.5));
	EXPECT(near(quantile(values, 4, 0.25), 3.25));
	EXPECT(near(quantile(values, 4, 0.99), 15.79));
	EXPECT(near(quantile(values, 4, 1), 16));
	EXPECT(near(quantile(values, 1, 0.99), 1));
}

/* By hand: 2 * (1 + 20 + 190) / 2^20 and so on */
static void sign_test(void)
{
	EXPECT(near(false_alarm(0, 1), 1));
	EXPECT(near(false_alarm(0, 2), 0.5));
	EXPECT(near(false_alarm(0, 20), 2.0 / 1048576));
	EXPECT(near(false_alarm(2, 20), 422.0 / 1048576));
	EXPECT(near(false_alarm(10, 20), 1));
	/* 2^-14 is less than one in 10,000, 2^-13 is more */
	EXPECT_EQ(fewest_pairs(), 15);
}

static void order_of(unsigned long seed, bool *native_first, size_t nr)
{
	struct chance chance;

	chance_seed(&chance, seed);
	pairs_order(&chance, native_first, nr);
}

/* Half of each in every order, every position takes either, and a seed decides. */
static void balanced_order(void)
{
	unsigned int at[PAIRS] = { 0 }, more = 0, seed, i;
	bool order[PAIRS], again[PAIRS];

	for (seed = 0; seed < 1000; seed++) {
		unsigned int first = 0;

		order_of(seed, order, PAIRS);
		for (i = 0; i < PAIRS; i++) {
			first += order[i];
			at[i] += order[i];
		}
		EXPECT_EQ(first, PAIRS / 2);
		order_of(seed, order, 7);
		for (first = i = 0; i < 7; i++)
			first += order[i];
		EXPECT(first == 3 || first == 4);
		more += first == 4;
	}
	for (i = 0; i < PAIRS; i++)
		EXPECT(at[i] > 400 && at[i] < 600);
	EXPECT(more > 400 && more < 600);
	order_of(5, order, PAIRS);
	order_of(5, again, PAIRS);
	EXPECT(!memcmp(order, again, sizeof(order)));
	order_of(6, again, PAIRS);
	EXPECT(memcmp(order, again, sizeof(order)));
}

static struct estimate compare_seeded(const double *native, const double *other,
				      size_t nr)
{
	struct chance chance;

	chance_seed(&chance, 1);
	return compare(native, other, nr, &chance);
}

static void known_data(void)
{
	double native[PAIRS], other[PAIRS];
	struct estimate e, again;
	size_t i;

	for (i = 0; i < PAIRS; i++) {
		native[i] = 100 + i;
		other[i] = native[i] - 30 - i % 5;
	}
	e = compare_seeded(native, other, PAIRS);
	again = compare_seeded(native, other, PAIRS);
	EXPECT(near(e.native, 109.5) && near(e.difference, -32));
	EXPECT(near(e.other, 77.5));
	EXPECT(e.low >= -34 && e.low < -32 && e.high > -32 && e.high <= -30);
	EXPECT(e.differs);
	EXPECT(!memcmp(&e, &again, sizeof(e)));
	/* the same of fewer pairs is no verdict */
	EXPECT(compare_seeded(native, other, 15).differs);
	EXPECT(!compare_seeded(native, other, 14).differs);
	/* two of 20 that say the contrary are too many, one is not */
	other[3] = native[3] + 1;
	EXPECT(compare_seeded(native, other, PAIRS).differs);
	other[9] = native[9] + 1;
	EXPECT(!compare_seeded(native, other, PAIRS).differs);
	/* what is the same is no difference, and one block is no trouble */
	e = compare_seeded(native, native, PAIRS);
	EXPECT(!e.differs && near(e.low, 0) && near(e.high, 0));
	EXPECT(!compare_seeded(native, other, 1).differs);
}

/* The interval of the median of 1 to 20, by its exact distribution: see below. */
static void interval(void)
{
	double native[PAIRS] = { 0 }, other[PAIRS];
	struct estimate e;
	size_t i;

	for (i = 0; i < PAIRS; i++)
		other[i] = i + 1;
	e = compare_seeded(native, other, PAIRS);
	/*
	 * A resample's median is not above k with the probability that 10 of 20 draws
	 * and more are not: 0.0002 for k = 3, 0.0026 for k = 4. 0.0005 is between.
	 */
	EXPECT(e.low >= 3 && e.low <= 4.5);
	EXPECT(e.high >= 16.5 && e.high <= 18);
}

/* Noise that hangs together: of a block most is that of the block before. */
struct noise {
	struct chance chance;
	double now, keep, trend;
};

static double next(struct noise *n)
{
	double fresh = 0;
	int i;

	for (i = 0; i < 12; i++)
		fresh += erand48(n->chance.state) - 0.5;
	/* now and then something else has the machine */
	if (!chance_below(&n->chance, 10))
		fresh += 20 * erand48(n->chance.state);
	n->now = n->keep * n->now + fresh;
	return n->now + (n->trend += 0.3);
}

/* One A/B; @effect: what the provider adds. In a fixed order chance has no say. */
static bool alarm(struct noise *noise, bool fixed, double effect, size_t nr)
{
	double native[64], other[64];
	bool native_first[64];
	size_t i;

	pairs_order(&noise->chance, native_first, nr);
	for (i = 0; i < nr; i++) {
		bool first = native_first[i] || fixed;
		double one = next(noise), two = next(noise);

		native[i] = first ? one : two;
		other[i] = effect + (first ? two : one);
	}
	return compare(native, other, nr, &noise->chance).differs;
}

/* How many alarms there are in as many A/Bs */
static unsigned int alarms(double keep, bool fixed, double effect, size_t nr,
			   unsigned int rounds)
{
	struct noise noise = { .keep = keep };
	unsigned int seen = 0;

	chance_seed(&noise.chance, 7);
	while (rounds--)
		seen += alarm(&noise, fixed, effect, nr);
	return seen;
}

/* 2,400 A/Bs without a difference: 0.24 alarms are the most to be expected. */
static void false_alarms(void)
{
	static const double keeps[] = { 0, 0.5, 0.9, 0.99 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keeps); i++) {
		EXPECT_EQ(alarms(keeps[i], false, 0, PAIRS, 200), 0);
		EXPECT_EQ(alarms(keeps[i], false, 0, 15, 200), 0);
		EXPECT_EQ(alarms(keeps[i], false, 0, 41, 200), 0);
	}
}

/* The same noise is one that would deceive, and does not hide what is there. */
static void power(void)
{
	EXPECT(alarms(0.99, false, 60, PAIRS, 20) >= 19);
	EXPECT(alarms(0.99, true, 0, 64, 50) > 0 ||
	       alarms(0, true, 0, 64, 50) > 0);
}

static const struct ktap_case cases[] = {
	{ "the generator is POSIX' own", generator },
	{ "quantiles", quantiles },
	{ "the sign test", sign_test },
	{ "the order is balanced and random", balanced_order },
	{ "known data", known_data },
	{ "the interval by bootstrap is that of the exact distribution",
	  interval },
	{ "no false alarm in noise that hangs together", false_alarms },
	{ "a difference is found, and a fixed order would deceive", power },
};

int main(void)
{
	return ktap_run(cases, ARRAY_SIZE(cases));
}
