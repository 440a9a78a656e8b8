// SPDX-License-Identifier: GPL-2.0
#include "counters.h"

static u64 counters[NR_COUNTERS];

/* clang-format off */
static const char *const names[NR_COUNTERS] = {
	[COUNT_CPUID]	 = "cpuid",
	[COUNT_RDMSR]	 = "rdmsr",
	[COUNT_WRMSR]	 = "wrmsr",
	[COUNT_VMMCALL]	 = "vmmcall",
	[COUNT_BACKDOOR] = "backdoor",
	[COUNT_GP]	 = "gp",
	[COUNT_PORT]	 = "port",
	[COUNT_INTR]	 = "intr",
	[COUNT_IRET]	 = "iret",
	[COUNT_SVM]	 = "svm",
	[COUNT_TEST]	 = "test",
};

/* clang-format on */

void count(enum counter which)
{
	counters[which]++;
}

int counters_text(char *out, size_t size)
{
	u64 total = 0;
	int n = 0, i;

	for (i = 0; i < COUNT_TEST; i++) {
		n += format(out + n, size - n, "%s %lu\n", names[i],
			    counters[i]);
		total += counters[i];
	}
	return n + format(out + n, size - n, "total %lu\n", total);
}

void print_counters(void)
{
	int i;

	print("tinyhv: exits");
	for (i = 0; i < NR_COUNTERS; i++)
		print(" %s=%lu", names[i], counters[i]);
	print("\n");
}
