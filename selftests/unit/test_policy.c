// SPDX-License-Identifier: GPL-2.0
/* Which provider gets an operation, and which names providers may have. */
#include <linux/kernel.h>

#include "../../module/policy.h"
#include "ktap.h"

/* Each row: the candidates in order of registration, and which must win. */
/* clang-format off */
static const struct choice {
	const char *name;
	struct pvshim_candidate candidates[4];
	unsigned int nr;
	int best;
} choices[] = {
	{ "no provider at all", {}, 0, -1 },
	{ "no provider serves it", { { false, 300, 0 }, { false, 200, 0 } }, 2, -1 },
	{ "one serves it", { { true, 200, 0 } }, 1, 0 },
	{ "rating zero serves too", { { false, 9, 9 }, { true, 0, 0 } }, 2, 1 },
	{ "higher rating first", { { true, 300, 0 }, { true, 200, 0 } }, 2, 0 },
	{ "higher rating last", { { true, 200, 0 }, { true, 300, 0 } }, 2, 1 },
	{ "rating beats base",
	  { { true, 200, 0x40000100 }, { true, 201, 0 } }, 2, 1 },
	{ "one that does not serve does not count",
	  { { true, 1, 0 }, { false, ~0u, ~0u } }, 2, 0 },
	{ "tie: higher base last",
	  { { true, 200, 0x40000000 }, { true, 200, 0x40000100 } }, 2, 1 },
	{ "tie: higher base first",
	  { { true, 200, 0x40000100 }, { true, 200, 0x40000000 } }, 2, 0 },
	{ "tie: some base beats none",
	  { { true, 200, 0 }, { true, 200, 0x40000000 } }, 2, 1 },
	{ "full tie: first registered",
	  { { false, 0, 0 }, { true, 5, 7 }, { true, 5, 7 }, { true, 5, 7 } },
	  4, 1 },
	{ "largest numbers are not negative",
	  { { true, 1, ~0u }, { true, ~0u, 0 }, { true, ~0u, ~0u } }, 3, 2 },
	{ "only the first nr count", { { true, 1, 0 }, { true, 2, 0 } }, 1, 0 },
};

/* clang-format on */

/* Each row: a name, and whether a provider may have it. */
static const struct naming {
	const char *what, *name;
	bool valid;
} namings[] = {
	{ "no name at all", NULL, false },
	{ "empty", "", false },
	{ "ordinary", "xen", true },
	{ "one character", "x", true },
	{ "every kind of character", "test-provider_2", true },
	{ "edges of the ranges", "az09", true },
	{ "31 characters", "abcdefghijklmnopqrstuvwxyz01234", true },
	{ "32 characters", "abcdefghijklmnopqrstuvwxyz012345", false },
	{ "slash", "a/b", false },
	{ "parent directory", "..", false },
	{ "dot", "a.b", false },
	{ "upper case", "Xen", false },
	{ "upper case last", "xeN", false },
	{ "newline last", "xen\n", false },
	{ "blank", "x n", false },
	{ "non-ASCII", "x\xc3\xa9n", false },
	{ "control character", "\x01xen", false },
	{ "format", "%s", false },
};

/*
 * Each row: the operation that is switched, what shares state where it goes, for
 * each of four operations what shares state where it is, and what must move.
 */
/* clang-format off */
static const struct grouping {
	const char *what;
	unsigned int op;
	u32 entering, leaving[4], group;
} groupings[] = {
	{ "nothing is shared", 2, 0, { 1, 2, 4, 8 }, 4 },
	{ "into a pair", 0, 3, { 1, 2, 4, 8 }, 3 },
	{ "by its other half", 1, 3, { 1, 2, 4, 8 }, 3 },
	{ "beside a pair", 2, 3, { 1, 2, 4, 8 }, 4 },
	{ "out of a pair", 0, 0, { 3, 3, 4, 8 }, 3 },
	{ "from a pair to one that overlaps", 0, 5, { 3, 3, 4, 8 }, 7 },
	{ "along a chain", 0, 3, { 1, 6, 6, 8 }, 7 },
	{ "along a chain that comes back", 3, 9, { 1, 6, 6, 8 }, 9 },
	{ "dragged in only by what leaves", 3, 5, { 9, 2, 4, 9 }, 13 },
	{ "everything", 0, 15, { 1, 2, 4, 8 }, 15 },
};

/* clang-format on */

/* Each row: a signature, and the alias of the module with its provider. */
static const struct alias {
	const char *what, *signature, *alias;
} aliases[] = {
	{ "letters", "AcmeAcmeAcme", "pvshim-provider-AcmeAcmeAcme" },
	{ "edges of the ranges", "azAZ09", "pvshim-provider-azAZ09" },
	{ "beside the ranges", "@[`{/:", "pvshim-provider-_40_5b_60_7b_2f_3a" },
	{ "blank", "Microsoft Hv", "pvshim-provider-Microsoft_20Hv" },
	{ "what modprobe would match", "*?[a]-_",
	  "pvshim-provider-_2a_3f_5ba_5d_2d_5f" },
	{ "beyond ASCII", "\xff\x80\x01", "pvshim-provider-_ff_80_01" },
	{ "the longest", "~~~~~~~~~~~~",
	  "pvshim-provider-_7e_7e_7e_7e_7e_7e_7e_7e_7e_7e_7e_7e" },
	{ "no more than a signature", "abcdefghijklmn",
	  "pvshim-provider-abcdefghijkl" },
	{ "none", "", "pvshim-provider-" },
};

static void check_alias(const struct alias *row)
{
	char alias[PVSHIM_ALIAS_SIZE + 1], name[80];

	memset(alias, 'x', sizeof(alias));
	pvshim_signature_alias(row->signature, alias);
	EXPECT(!strcmp(alias, row->alias));
	EXPECT_EQ(alias[PVSHIM_ALIAS_SIZE], 'x');
	snprintf(name, sizeof(name), "alias: %s", row->what);
	ktap_result(name);
}

int main(void)
{
	unsigned int i, planned = ARRAY_SIZE(choices) + ARRAY_SIZE(namings) +
				  ARRAY_SIZE(groupings) + ARRAY_SIZE(aliases);
	char name[80];

	ktap_plan(planned);
	for (i = 0; i < ARRAY_SIZE(choices); i++) {
		EXPECT(pvshim_policy_choose(choices[i].candidates,
					    choices[i].nr) == choices[i].best);
		snprintf(name, sizeof(name), "choose: %s", choices[i].name);
		ktap_result(name);
	}
	for (i = 0; i < ARRAY_SIZE(namings); i++) {
		EXPECT_EQ(pvshim_name_valid(namings[i].name), namings[i].valid);
		snprintf(name, sizeof(name), "name: %s", namings[i].what);
		ktap_result(name);
	}
	for (i = 0; i < ARRAY_SIZE(groupings); i++) {
		const struct grouping *g = &groupings[i];

		EXPECT_EQ(pvshim_policy_group(g->op, g->entering, g->leaving,
					      ARRAY_SIZE(g->leaving)),
			  g->group);
		snprintf(name, sizeof(name), "group: %s", g->what);
		ktap_result(name);
	}
	for (i = 0; i < ARRAY_SIZE(aliases); i++)
		check_alias(&aliases[i]);
	return ktap_exit(planned);
}
