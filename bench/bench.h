/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of pvshim_bench.ko share. */
#ifndef _PVSHIM_BENCH_H
#define _PVSHIM_BENCH_H

#include <pvshim/ops.h>

struct seq_file;

/* The functions that are called in every form, one per operation. */
#define PVSHIM_OP(name, ret, proto) ret pvshim_bench_##name proto;
#include <pvshim/ops-list.h>

extern const struct pvshim_ops pvshim_bench_ops;
extern const struct pvshim_ops *const pvshim_bench_table;

void pvshim_bench_calls_run(unsigned int calls);
void pvshim_bench_calls_show(struct seq_file *m);

int pvshim_bench_switch_run(unsigned int sites);
void pvshim_bench_switch_show(struct seq_file *m);

#endif /* _PVSHIM_BENCH_H */
