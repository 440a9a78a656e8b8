/* SPDX-License-Identifier: GPL-2.0 */
/* How "pvshimctl values" shows samples. */
#ifndef _PVSHIMCTL_VALUES_SHOW_H
#define _PVSHIMCTL_VALUES_SHOW_H

#include "rates.h"

/**
 * struct values - what is shown
 * @now: a sample
 * @before: an earlier one
 * @events: what has happened between them
 */
struct values {
	const struct sample *now;
	const struct sample *before;
	const struct events *events;
};

/* A screen; or a line, where they come one after the other */
void values_print(const struct values *values);
void values_print_line(const struct values *values);
/* @lines: all of it in one line */
void values_print_json(const struct values *values, bool lines);
/* The text format of Prometheus, as node_exporter's textfile collector takes it */
void values_print_prometheus(const struct sample *now);

#endif /* _PVSHIMCTL_VALUES_SHOW_H */
