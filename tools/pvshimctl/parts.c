// SPDX-License-Identifier: GPL-2.0
/* What of the machine and its kernel goes into a report, whatever it says. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "file.h"
#include "leaves.h"
#include "parts.h"
#include "text.h"

#define LONGEST (1024 * 1024)
#define BASES	256

static char *path_in(const struct guest *guest, const char *name)
{
	return format("%s/%s", guest->root, name);
}

/* A file's first line, or why there is none */
static void print_file(FILE *out, const char *title, char *path)
{
	char *line = file_line(path);

	fprintf(out, "%s: %s\n", title, line ? line : "-");
	free(line);
	free(path);
}

static void print_sys(FILE *out, const struct guest *guest, const char *name)
{
	print_file(out, name, format("%s/%s", guest->sysfs, name));
}

static void print_directory(FILE *out, const struct guest *guest,
			    const char *name)
{
	char *dir = format("%s/%s", guest->sysfs, name);
	char **names, **each;

	file_list(dir, &names);
	for (each = names; *each; each++) {
		char *path = format("%s/%s", name, *each);

		print_sys(out, guest, path);
		free(path);
	}
	file_free_list(names);
	free(dir);
}

/* Not the node's name, which uname() tells as well */
void part_kernel(FILE *out, const struct guest *guest)
{
	struct utsname name;

	fprintf(out, "release: %s\n", guest->release ?: "-");
	if (!*guest->root && !uname(&name))
		fprintf(out, "version: %s, %s\n", name.version, name.machine);
	fprintf(out, "clocksource: %s\nclocksources: %s\n", guest->clock ?: "-",
		guest->clocks ?: "-");
	fprintf(out, "cpuidle: %s\nclockevent: %s\n", guest->idle ?: "-",
		guest->clockevent ?: "-");
	print_file(out, "tainted", path_in(guest, "proc/sys/kernel/tainted"));
	print_sys(out, guest, "kernel/security/lockdown");
	print_sys(out, guest, "devices/system/cpu/online");
	print_sys(out, guest, "devices/system/cpu/possible");
	print_sys(out, guest, "hypervisor/type");
	print_sys(out, guest, "hypervisor/guest_type");
	print_sys(out, guest, "hypervisor/properties/features");
	print_directory(out, guest, "hypervisor/version");
}

/* Names, sizes, users and taints; the addresses behind them are left out. */
void part_modules(FILE *out, const struct guest *guest)
{
	char *path = path_in(guest, "proc/modules");
	char *text = file_read(path, LONGEST);
	char *line, *rest = text;

	while (text && (line = strsep(&rest, "\n"))) {
		char *address = strstr(line, " 0x");
		char *taints = strrchr(line, '(');

		if (address)
			*address = '\0';
		if (*line)
			fprintf(out, "%s%s%s\n", line,
				address && taints > address ? " " : "",
				address && taints > address ? taints : "");
	}
	print_sys(out, guest, "module/pvshim/version");
	print_sys(out, guest, "module/pvshim/srcversion");
	print_directory(out, guest, "module/pvshim/parameters");
	free(text);
	free(path);
}

/* The first CPU, and what interrupts say of all */
void part_cpu(FILE *out, const struct guest *guest)
{
	char *path = path_in(guest, "proc/cpuinfo");
	char *text = file_read(path, LONGEST);
	char *end = text ? strstr(text, "\n\n") : NULL;
	char *copy = format("%s", guest->interrupts ?: "");
	char *line, *rest = copy;

	if (end)
		*end = '\0';
	fprintf(out, "%s\n", text ?: "-");
	while ((line = strsep(&rest, "\n"))) {
		const char *name = line + strspn(line, " ");

		if (isupper((unsigned char)*name))
			fprintf(out, "%s\n", line);
	}
	free(copy);
	free(text);
	free(path);
}

void part_debugfs(FILE *out, const struct guest *guest)
{
	static const char *const names[] = { "bindings", "pv_ops" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		char *path = format("%s/pvshim/%s", guest->options->debugfs,
				    names[i]);
		char *text = file_read(path, DEBUGFS_LONGEST);

		fprintf(out, "%s:\n%s", names[i], text ?: "not read\n");
		free(text);
		free(path);
	}
}

static void print_leaf(FILE *out, struct cpuid *cpuid, u32 number)
{
	struct pvshim_leaf leaf;

	cpuid_read(cpuid, number, &leaf);
	fprintf(out,
		"   0x%08x 0x00: eax=0x%08x ebx=0x%08x ecx=0x%08x edx=0x%08x\n",
		number, leaf.eax, leaf.ebx, leaf.ecx, leaf.edx);
}

/*
 * Each base with what could be a signature. A leaf beyond all others is what the CPU has
 * for those that it does not have.
 */
static void print_leaves(FILE *out, struct cpuid *cpuid)
{
	struct pvshim_leaf none, leaf;
	u32 base, i;

	cpuid_read(cpuid, 0x4fffff00, &none);
	print_leaf(out, cpuid, 0);
	print_leaf(out, cpuid, 1);
	for (i = 0; i < BASES; i++) {
		base = 0x40000000 + i * 0x100;
		cpuid_read(cpuid, base, &leaf);
		if (!memcmp(&leaf, &none, sizeof(leaf)) || !leaf.ebx)
			continue;
		for (u32 at = base; at - base <= 0x10; at++)
			print_leaf(out, cpuid, at);
	}
}

void part_leaves(FILE *out, const struct options *options)
{
	struct cpuid cpuid = {};
	int status = 0;

	if (options->leaves)
		status = cpuid_of_file(&cpuid, options->leaves);
	else
		cpuid_of_machine(&cpuid);
	if (!status) {
		fputs("CPU 0:\n", out);
		print_leaves(out, &cpuid);
	}
	cpuid_free(&cpuid);
}
