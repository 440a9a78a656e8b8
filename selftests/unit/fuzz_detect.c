// SPDX-License-Identifier: GPL-2.0
/*
 * The detector on random CPUID tables: a few populated bases with real
 * signatures, near misses and garbage, and maximum leaves where mistakes
 * happen. After each run everything found is compared with what the table
 * says, judged here a second time and differently: base by base, no state.
 *
 * Usage: fuzz_detect [--seed N] [--runs N]
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linux/kernel.h>

#include "fuzz-table.h"
#include "ktap.h"

static u64 first_seed, run;

/* What the tables led to: fuzz that never gets anywhere tests nothing. */
static u64 faults[PVSHIM_NR_FAULTS], primaries[PVSHIM_NR_HV], crowded, echoes;

static void broken(const char *what, int line)
{
	printf("# %s:%d: --seed %llu, run %llu: does not hold: %s\n", __FILE__,
	       line, first_seed, run, what);
	printf("not ok 1 - random tables\n");
	exit(1);
}

#define HOLDS(cond)                              \
	do {                                     \
		if (!(cond))                     \
			broken(#cond, __LINE__); \
	} while (0)

/* The fault of a base, on its own; -1 if there is no signature at all. */
static int judge(const struct pvshim_leaf *leaf, u32 base, u32 *max_leaf,
		 enum pvshim_hv *hv)
{
	static const u32 needs[PVSHIM_NR_HV] = { 0, 0, 2, 0, 0, 5 };
	const u32 words[3] = { leaf[0].ebx, leaf[0].ecx, leaf[0].edx };
	unsigned char bytes[12];
	unsigned int i, end = 0;

	for (i = 0; i < 12; i++)
		bytes[i] = words[i / 4] >> 8 * (i % 4);
	while (end < 12 && bytes[end] >= 0x20 && bytes[end] <= 0x7e)
		end++;
	for (i = end; i < 12; i++)
		if (bytes[i])
			return -1;
	if (end < 4)
		return -1;

	*hv = fake_interface(leaf);
	*max_leaf = leaf[0].eax;
	if (*max_leaf == 0)
		*max_leaf = base + (*hv == PVSHIM_HV_KVM && base == FUZZ_B0);
	if (*max_leaf < base) {
		*hv = PVSHIM_HV_UNKNOWN;
		return PVSHIM_FAULT_BELOW_BASE;
	}
	if (*max_leaf > base + 0xff)
		*max_leaf = base + 0xff;
	if (*hv == PVSHIM_HV_UNKNOWN)
		return PVSHIM_FAULT_UNKNOWN;
	if (*max_leaf < base + needs[*hv])
		return PVSHIM_FAULT_TOO_SHORT;
	if (*hv == PVSHIM_HV_HYPERV && leaf[1].eax != FUZZ_HV1)
		return PVSHIM_FAULT_BAD_INTERFACE;
	return PVSHIM_FAULT_NONE;
}

static void check_facts(const struct pvshim_signature *sig,
			const struct pvshim_leaf *leaf)
{
	u32 leaves = sig->max_leaf - sig->base, version = 0, features = 0;
	u32 more = 0, hints = 0, spins = 0;

	switch (sig->fault ? PVSHIM_HV_UNKNOWN : sig->hv) {
	case PVSHIM_HV_XEN:
		version = leaf[1].eax;
		features = leaves >= 4 ? leaf[4].eax : 0;
		break;
	case PVSHIM_HV_VMWARE:
		features = leaves >= 0x10 ? leaf[0x10].ecx : 0;
		break;
	case PVSHIM_HV_KVM:
		features = leaves ? leaf[1].eax : 0;
		hints = leaves ? leaf[1].edx : 0;
		break;
	case PVSHIM_HV_HYPERV:
		version = leaf[2].ebx;
		features = leaf[3].eax;
		more = leaf[3].edx;
		hints = leaf[4].eax;
		spins = leaf[4].ebx;
		break;
	default:
		break;
	}
	HOLDS(sig->version == version);
	HOLDS(sig->features == features);
	HOLDS(sig->more_features == more);
	HOLDS(sig->hints == hints);
	HOLDS(sig->spins == spins);
}

static void check_signature(const struct pvshim_signature *sig, u32 block,
			    enum pvshim_fault fault, u32 max_leaf,
			    enum pvshim_hv hv)
{
	const struct pvshim_leaf *leaf = table.leaves[block];
	const u32 words[3] = { leaf[0].ebx, leaf[0].ecx, leaf[0].edx };

	HOLDS(sig->base == FUZZ_B0 + (block << 8));
	HOLDS(sig->fault == fault);
	HOLDS(sig->hv == hv);
	HOLDS(sig->max_leaf == max_leaf);
	HOLDS(!sig->from_dmi);
	/* Terminated, and the bytes of the table with nothing behind them. */
	HOLDS(strnlen(sig->text, 13) <= 12);
	HOLDS(!memcmp(sig->text, words, 12));
	check_facts(sig, leaf);
}

static void check_bare(const struct pvshim_detection *d)
{
	bool vmware = table.machine.vmware_dmi &&
		      table.machine.backdoor_version && table.backdoor;

	HOLDS(!table.reads);
	HOLDS(table.knocks ==
	      (table.machine.vmware_dmi && table.machine.backdoor_version));
	HOLDS(d->primary == (vmware ? PVSHIM_HV_VMWARE : PVSHIM_HV_NONE));
	primaries[d->primary]++;
	HOLDS(d->nr == vmware);
	HOLDS(!d->dropped);
	HOLDS(!vmware || (d->signatures[0].from_dmi &&
			  d->signatures[0].version == table.backdoor));
}

/* The text of one that stands in the detection already, and no sound maximum. */
static bool is_echo(const struct pvshim_detection *d, unsigned int nr,
		    u32 block)
{
	const struct pvshim_leaf *leaf = table.leaves[block];
	const u32 words[3] = { leaf->ebx, leaf->ecx, leaf->edx };
	unsigned int i;

	if (leaf->eax >= FUZZ_B0 + (block << 8))
		return false;
	for (i = 0; i < nr; i++)
		if (!memcmp(d->signatures[i].text, words, 12))
			return true;
	return false;
}

/* Walk the bases upwards: what is there must be next in the detection. */
static void check(const struct pvshim_detection *d)
{
	enum pvshim_hv hv, primary = PVSHIM_HV_UNKNOWN;
	unsigned int block, used, nr = 0, dropped = 0, seen = 0;
	u32 max_leaf;
	int fault;

	HOLDS(d->nr <= PVSHIM_MAX_SIGNATURES);
	for (block = 0, used = 0; used < table.nr_used; block++) {
		if (!table.populated[block])
			continue;
		used++;
		fault = judge(table.leaves[block], FUZZ_B0 + (block << 8),
			      &max_leaf, &hv);
		if (fault < 0)
			continue;
		if (is_echo(d, nr, block)) {
			echoes++;
			continue;
		}
		if (!fault && seen & 1u << hv)
			fault = PVSHIM_FAULT_DUPLICATE;
		if (!fault) {
			seen |= 1u << hv;
			primary = hv;
		} else if (nr >= d->nr ||
			   d->signatures[nr].base != FUZZ_B0 + (block << 8)) {
			/* Only a useless one may be missing. */
			dropped++;
			continue;
		}
		HOLDS(nr < d->nr);
		check_signature(&d->signatures[nr++], block, fault, max_leaf,
				hv);
		faults[fault]++;
	}
	primaries[primary]++;
	crowded += !!dropped;
	HOLDS(d->nr == nr);
	HOLDS(d->dropped == dropped);
	HOLDS(!dropped || nr >= PVSHIM_MAX_SIGNATURES - 4);
	HOLDS(d->primary == primary);
	HOLDS(!table.strays && !table.knocks);
}

/* Each verdict and each outcome must have come up, and often. */
static void check_coverage(u64 runs)
{
	unsigned int i;

	for (i = 0; i < PVSHIM_NR_FAULTS; i++) {
		printf("# %llu signatures: %s\n", faults[i],
		       pvshim_fault_text(i));
		EXPECT(faults[i] >= runs / 1000);
	}
	for (i = 0; i < PVSHIM_NR_HV; i++) {
		printf("# %llu machines: %s\n", primaries[i],
		       pvshim_hv_name(i));
		EXPECT(primaries[i] >= runs / 1000);
	}
	printf("# %llu echoes\n", echoes);
	EXPECT(echoes >= runs / 1000);
	printf("# %llu machines with more signatures than fit\n", crowded);
	EXPECT(crowded >= runs / 1000);
}

int main(int argc, char **argv)
{
	u64 runs = ktap_option(argc, argv, "--runs", 5000000);
	struct pvshim_detection d;
	time_t said = time(NULL);

	first_seed = ktap_option(argc, argv, "--seed", 1);
	fuzz_seed(first_seed);

	ktap_plan(1);
	printf("# --seed %llu --runs %llu\n", first_seed, runs);
	for (run = 0; run < runs; run++) {
		fuzz_next();
		memset(&d, 0xa5, sizeof(d));
		pvshim_detect(&table.machine, &d);
		if (table.machine.hypervisor_bit)
			check(&d);
		else
			check_bare(&d);
		if (!(run & 0xfff) && time(NULL) >= said + 5) {
			said = time(NULL);
			fprintf(stderr,
				"fuzz_detect: seed %llu: %llu of %llu runs\n",
				first_seed, run, runs);
		}
	}
	check_coverage(runs);
	ktap_result("random tables");
	return ktap_exit(1);
}
