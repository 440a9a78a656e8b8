// SPDX-License-Identifier: GPL-2.0
/* What a switch costs, by the number of call sites that have to be patched. */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/static_call.h>

#include "bench.h"

static noinline void one(void)
{
	barrier();
}

static noinline void other(void)
{
	barrier();
}

#define FIVE(code) \
	code;      \
	code;      \
	code;      \
	code;      \
	code
#define TEN(code)   \
	FIVE(code); \
	FIVE(code)

/* These functions are never called: only the sites in them count. */
#define SITES(number, code)                              \
	DEFINE_STATIC_CALL(bench_##number, one);         \
	static noinline __used void sites_##number(void) \
	{                                                \
		code;                                    \
	}

SITES(1, static_call(bench_1)())
SITES(10, TEN(static_call(bench_10)()))
SITES(100, TEN(TEN(static_call(bench_100)())))
SITES(1000, TEN(TEN(TEN(static_call(bench_1000)()))))

static struct {
	unsigned int sites;
	const struct static_call_key *key;
	u64 ns;
} switches[] = {
	{ 1, &STATIC_CALL_KEY(bench_1) },
	{ 10, &STATIC_CALL_KEY(bench_10) },
	{ 100, &STATIC_CALL_KEY(bench_100) },
	{ 1000, &STATIC_CALL_KEY(bench_1000) },
};

static void update(unsigned int sites, void (*target)(void))
{
	switch (sites) {
	case 1:
		static_call_update(bench_1, target);
		break;
	case 10:
		static_call_update(bench_10, target);
		break;
	case 100:
		static_call_update(bench_100, target);
		break;
	case 1000:
		static_call_update(bench_1000, target);
		break;
	}
}

/* One switch, to whichever of the two functions it is not now. */
int pvshim_bench_switch_run(unsigned int sites)
{
	unsigned int i;
	u64 begun;

	for (i = 0; i < ARRAY_SIZE(switches); i++) {
		void *now = READ_ONCE(switches[i].key->func);

		if (switches[i].sites != sites)
			continue;
		begun = ktime_get_ns();
		update(sites, now == one ? other : one);
		switches[i].ns = ktime_get_ns() - begun;
		return 0;
	}
	return -EINVAL;
}

/* As many as the kernel knows, which is what it has to patch. */
static unsigned int count_sites(const struct static_call_key *key)
{
	struct static_call_site *site = THIS_MODULE->static_call_sites;
	unsigned int found = 0;
	int i;

	for (i = 0; i < THIS_MODULE->num_static_call_sites; i++) {
		long its = site[i].key + (long)&site[i].key;

		found += (its & ~STATIC_CALL_SITE_FLAGS) == (long)key;
	}
	return found;
}

void pvshim_bench_switch_show(struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(switches); i++)
		seq_printf(m, "%u %llu\n", count_sites(switches[i].key),
			   switches[i].ns);
}
