/* SPDX-License-Identifier: GPL-2.0 */
/* Time that the guest really loses, in bursts that a test knows. */
#ifndef TINYHV_STEAL_H
#define TINYHV_STEAL_H

#include "svm.h"

void init_steal(void);
void start_steal_script(u32 delay_ms);
u64 stolen_cycles(void);
/* What the guest is told; it may have begun anew. */
u64 counted_cycles(void);
void restart_count(u32 ms_below_zero);
void steal_now(u32 ms);
void steal_at_next_interrupt(u32 ms);

void steal_before_entry(struct guest *guest);
void steal_at_interrupt(struct guest *guest);
void steal_after_interrupt(struct guest *guest);

#endif /* TINYHV_STEAL_H */
