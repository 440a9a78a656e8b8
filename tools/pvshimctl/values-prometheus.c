// SPDX-License-Identifier: GPL-2.0
/* A sample in the text format of Prometheus. */
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "values-show.h"

static void head(const char *name, const char *type, const char *help)
{
	printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* A label; what sysfs has may be anything printable. */
static void label(const char *name, const char *value)
{
	printf("%s=\"", name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			putchar('\\');
		putchar(*value);
	}
	putchar('"');
}

static void one_number(const char *name, const char *kind,
		       const struct node *node, const char *file)
{
	const char *text = node_value(node, file);
	unsigned long long value;

	if (!text || !take_number(&text, &value))
		return;
	printf("%s{", name);
	label(kind, node->name);
	printf("} %llu\n", value);
}

static void numbers(const struct nodes *nodes, const char *name,
		    const char *kind, const char *file, const char *help)
{
	size_t i;

	head(name, "counter", help);
	for (i = 0; i < nodes->nr; i++)
		one_number(name, kind, &nodes->node[i], file);
}

static void about(const struct tree *tree)
{
	head("pvshim_info", "gauge", "The module, and the hypervisor below.");
	fputs("pvshim_info{", stdout);
	label("version", tree->version ? tree->version : "");
	putchar(',');
	label("hypervisor", tree->hypervisor ? tree->hypervisor : "");
	puts("} 1");
}

static void bindings(const struct nodes *ops)
{
	size_t i;

	head("pvshim_operation_info", "gauge",
	     "The provider that serves an operation.");
	for (i = 0; i < ops->nr; i++) {
		fputs("pvshim_operation_info{", stdout);
		label("operation", ops->node[i].name);
		putchar(',');
		label("provider", node_text(&ops->node[i], "provider"));
		puts("} 1");
	}
}

/* Of a CPU that is offline, a host may count anything. */
static void stolen(const struct sample *now)
{
	size_t i;

	if (!sample_served(now, "steal_clock"))
		return;
	head("pvshim_steal_seconds_total", "counter",
	     "Time for which the hypervisor ran something else.");
	for (i = 0; i < now->nr; i++)
		if (now->cpu[i].online)
			printf("pvshim_steal_seconds_total{cpu=\"%u\"} %.9f\n",
			       now->cpu[i].number, now->cpu[i].stolen / 1e9);
}

static void preempted(const struct sample *now)
{
	size_t i;

	if (!sample_served(now, "vcpu_is_preempted"))
		return;
	head("pvshim_vcpu_preempted", "gauge",
	     "Whether the hypervisor has taken the CPU away.");
	for (i = 0; i < now->nr; i++)
		if (now->cpu[i].online)
			printf("pvshim_vcpu_preempted{cpu=\"%u\"} %d\n",
			       now->cpu[i].number, now->cpu[i].preempted);
}

static void host_clock(const struct host_sample *host)
{
	if (host->why)
		return;
	head("pvshim_host_clock_offset_seconds", "gauge",
	     "By how much the host's clock is ahead of this guest's.");
	printf("pvshim_host_clock_offset_seconds %.9f\n", host->offset / 1e9);
	head("pvshim_host_clock_error_seconds", "gauge",
	     "By how much the offset may be wrong.");
	printf("pvshim_host_clock_error_seconds %.9f\n", host->error / 1e9);
}

void values_print_prometheus(const struct sample *now)
{
	about(&now->tree);
	bindings(&now->tree.ops);
	stolen(now);
	preempted(now);
	host_clock(&now->host);
	numbers(&now->tree.ops, "pvshim_operation_switches_total", "operation",
		"switches", "How often an operation was switched.");
	numbers(&now->tree.providers, "pvshim_clamped_readings_total",
		"provider", "clamped",
		"Readings of steal time that made no sense.");
}
