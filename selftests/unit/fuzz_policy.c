// SPDX-License-Identifier: GPL-2.0
/*
 * The binding policy on candidates and groups made of random bytes, compared with
 * what is defined, written down in another way: by comparing each candidate with each
 * other one, and by the closure of a relation.
 */
#include <linux/kernel.h>

#include "../../module/policy.h"
#include "fuzz.h"

#define CANDIDATES 16
#define OPS	   8

/* Small numbers as a rule, so that there are ties */
static unsigned int take_number(struct fuzz_input *in)
{
	unsigned int kind = fuzz_take(in, 1);

	return kind & 0xf0 ? kind % 3 : fuzz_take(in, 4);
}

static int beats(const struct pvshim_candidate *a, unsigned int i,
		 const struct pvshim_candidate *b, unsigned int j)
{
	if (!a->serves || !b->serves)
		return a->serves;
	if (a->rating != b->rating)
		return a->rating > b->rating;
	if (a->base != b->base)
		return a->base > b->base;
	return i < j;
}

static void try_choice(struct fuzz_input *in)
{
	unsigned int i, j, nr = fuzz_take(in, 1) % (CANDIDATES + 1);
	struct pvshim_candidate *all = calloc(nr ?: 1, sizeof(*all));
	int best = -1;

	for (i = 0; i < nr; i++) {
		all[i].serves = fuzz_take(in, 1) & 1;
		all[i].rating = take_number(in);
		all[i].base = take_number(in);
	}
	for (i = 0; i < nr; i++) {
		for (j = 0; j < nr; j++)
			if (i != j && !beats(&all[i], i, &all[j], j))
				break;
		if (j == nr && all[i].serves)
			best = i;
	}
	HOLDS(pvshim_policy_choose(all, nr) == best);
	free(all);
}

static void try_group(struct fuzz_input *in)
{
	unsigned int nr = 1 + fuzz_take(in, 1) % OPS;
	unsigned int i, j, k, op = fuzz_take(in, 1) % nr;
	u32 mask = (1u << nr) - 1, entering = fuzz_take(in, 1) & mask;
	u32 leaving[OPS], group = 0;
	int drags[OPS][OPS] = {};

	for (i = 0; i < nr; i++)
		leaving[i] = (fuzz_take(in, 1) & mask) | 1u << i;
	for (i = 0; i < nr; i++)
		for (j = 0; j < nr; j++)
			drags[i][j] = leaving[i] >> j & 1 ||
				      (entering >> i & 1 && entering >> j & 1);
	for (k = 0; k < nr; k++)
		for (i = 0; i < nr; i++)
			for (j = 0; j < nr; j++)
				drags[i][j] |= drags[i][k] && drags[k][j];
	for (j = 0; j < nr; j++)
		group |= drags[op][j] ? 1u << j : 0;
	HOLDS(pvshim_policy_group(op, entering, leaving, nr) == group);
}

static void try_valid(struct fuzz_input *in)
{
	char *name = calloc(1, in->left + 1);
	size_t i, len;
	int valid;

	memcpy(name, in->at, in->left);
	len = strlen(name);
	valid = len >= 1 && len <= 31;
	for (i = 0; i < len; i++)
		valid = valid && ((name[i] >= 'a' && name[i] <= 'z') ||
				  (name[i] >= '0' && name[i] <= '9') ||
				  name[i] == '_' || name[i] == '-');
	HOLDS(pvshim_name_valid(name) == valid);
	HOLDS(!pvshim_name_valid(NULL));
	free(name);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct fuzz_input in = { data, size };

	switch (fuzz_take(&in, 1) % 3) {
	case 0:
		try_choice(&in);
		break;
	case 1:
		try_group(&in);
		break;
	case 2:
		try_valid(&in);
		break;
	}
	return 0;
}
