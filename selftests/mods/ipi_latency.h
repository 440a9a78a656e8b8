/* SPDX-License-Identifier: GPL-2.0 */
#ifndef PVSHIM_IPI_LATENCY_H
#define PVSHIM_IPI_LATENCY_H

struct dentry;

/* The file `latency` in that directory. */
void ipi_latency_create(struct dentry *dir);

#endif
