/* SPDX-License-Identifier: GPL-2.0 */
/* The loop that runs the guest, and the files that answer its exits. */
#ifndef TINYHV_EXITS_H
#define TINYHV_EXITS_H

#include "svm.h"

/* exits.c */
void run_guest(struct guest *guest) __noreturn;

/* cpuid.c, msr.c, io.c */
void handle_cpuid(struct guest *guest);
void handle_msr(struct guest *guest);
void init_io(void);
void handle_io(struct guest *guest);
void handle_gp(struct guest *guest);

#endif /* TINYHV_EXITS_H */
