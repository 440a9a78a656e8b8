/* SPDX-License-Identifier: GPL-2.0 */
/* How often the guest came here, by reason. The test port's own are apart. */
#ifndef TINYHV_COUNTERS_H
#define TINYHV_COUNTERS_H

#include "hv.h"

enum counter {
	COUNT_CPUID,
	COUNT_RDMSR,
	COUNT_WRMSR,
	COUNT_VMMCALL,
	COUNT_BACKDOOR, /* VMware's port, in the kernel or with I/O privilege */
	COUNT_GP, /* #GP: VMware's port in user mode, or a real one */
	COUNT_PORT, /* other ports: power-off, reset */
	COUNT_INTR, /* interrupts seen while time is stolen */
	COUNT_IRET,
	COUNT_SVM, /* SVM instructions, which get #UD */
	COUNT_TEST,
	NR_COUNTERS
};

void count(enum counter which);
/* "name number" lines, without the test port's own; returns the length. */
int counters_text(char *out, size_t size);
void print_counters(void);

#endif /* TINYHV_COUNTERS_H */
