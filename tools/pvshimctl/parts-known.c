// SPDX-License-Identifier: GPL-2.0
/*
 * What goes into a report only so far as it is known to say something about
 * paravirtualization. Whatever else a user has on a command line, in a configuration or in
 * a log stays where it is.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "text.h"

/* Parameters that are shown with their values; a dot at the end stands for all behind it */
static const char *const parameters[] = {
	"acpi",
	"acpi_pm",
	"apic",
	"clocksource",
	"console",
	"crashkernel",
	"debug",
	"earlyprintk",
	"hpet",
	"hv_nopvspin",
	"idle",
	"intel_idle.max_cstate",
	"iommu",
	"isolcpus",
	"kvm-guest",
	"kvm.",
	"lapic",
	"lockdown",
	"loglevel",
	"maxcpus",
	"mem_encrypt",
	"mitigations",
	"module.sig_enforce",
	"no-kvmapf",
	"no-kvmclock",
	"no-kvmclock-vsyscall",
	"no-steal-acc",
	"no_timer_check",
	"noapic",
	"nohlt",
	"nohz",
	"nohz_full",
	"nolapic",
	"nopv",
	"nopvspin",
	"nosmp",
	"notsc",
	"nox2apic",
	"nr_cpus",
	"oops",
	"panic",
	"panic_on_warn",
	"pci",
	"possible_cpus",
	"preempt",
	"processor.max_cstate",
	"pvshim.",
	"quiet",
	"rcu_nocbs",
	"ro",
	"rw",
	"spectre_v2",
	"swiotlb",
	"threadirqs",
	"transparent_hugepage",
	"tsc",
	"tsc_early_khz",
	"vdso",
	"x2apic_phys",
	"xen_emul_unplug",
	"xen_no_vector_callback",
	"xen_nopv",
	"xen_nopvspin",
	"xen_timer_slop",
};

static const char *const options_of_kernel[] = {
	"PARAVIRT",
	"HYPERVISOR",
	"KVM",
	"XEN",
	"HYPERV",
	"VMWARE",
	"STATIC_CALL",
	"JUMP_LABEL",
	"PREEMPT",
	"HZ",
	"SMP",
	"NR_CPUS",
	"MODULE",
	"LOCKDOWN",
	"X2APIC",
	"PTP_1588",
	"BTF",
	"CFI",
	"TIME_ACCOUNTING",
	"KERNEL_IBT",
};

static const char *const words_of_log[] = {
	"pvshim",  "hypervisor", "xen",		"kvm",	       "vmware",
	"hyper-v", "hyperv",	 "vmbus",	"clocksource", "tsc:",
	"DMI: ",   "paravirt",	 "sched_clock", "BUG:",	       "WARNING:",
	"Oops",	   "RIP: ",	 "lockdown",
};

static bool any_in(const char *line, const char *const *words, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (strcasestr(line, words[i]))
			return true;
	return false;
}

/* Whether a parameter is one of those that are shown */
static bool is_shown(const char *word, size_t len)
{
	char *name = format("%.*s", (int)len, word);
	size_t i, most = strcspn(name, ".") + 1;
	bool shown = false;

	for (i = 0; i < ARRAY_SIZE(parameters); i++)
		if (parameters[i][strlen(parameters[i]) - 1] == '.')
			shown |= !strncmp(name, parameters[i], most);
		else
			shown |= !strcmp(name, parameters[i]);
	free(name);
	return shown;
}

/* A word in quotation marks goes on behind blanks: it is none of those. */
void part_command_line(FILE *out, const struct guest *guest)
{
	const char *rest = guest->cmdline ?: "";
	bool quoted = false;
	size_t len, i;

	for (; *rest; rest += len) {
		rest += strspn(rest, " \t");
		len = strcspn(rest, " \t");
		if (!quoted && is_shown(rest, strcspn(rest, "= \t")) &&
		    !memchr(rest, '"', len))
			fprintf(out, "%.*s\n", (int)len, rest);
		else if (len)
			fputs("<left out>\n", out);
		for (i = 0; i < len; i++)
			quoted ^= rest[i] == '"';
	}
}

/* Numbers and letters; a text may be a name or a secret. */
static bool is_plain_option(const char *line)
{
	const char *value = strchr(line, '=');

	if (!value)
		return !strncmp(line, "# CONFIG_", 9) &&
		       strstr(line, " is not set");
	return !strncmp(line, "CONFIG_", 7) &&
	       !value[1 + strspn(value + 1, "0123456789abcdefmxy")];
}

void part_configuration(FILE *out, const struct guest *guest)
{
	char *copy = format("%s", guest->config ?: "");
	char *line, *rest = copy;

	fprintf(out, "# %s\n", guest->config_path ?: "not found");
	while ((line = strsep(&rest, "\n")))
		if (is_plain_option(line) &&
		    any_in(line, options_of_kernel,
			   ARRAY_SIZE(options_of_kernel)))
			fprintf(out, "%s\n", line);
	free(copy);
}

/* "<30>..." is what a program has written there: the kernel's own are below eight. */
static bool is_kernels(const char *line)
{
	return *line != '<' || (isdigit((unsigned char)line[1]) &&
				line[2] == '>' && line[1] < '8');
}

void part_log(FILE *out, const struct guest *guest)
{
	char *copy = format("%s", guest->log ?: "");
	char *line, *rest = copy;

	while ((line = strsep(&rest, "\n")))
		if (is_kernels(line) && !strcasestr(line, "command line") &&
		    any_in(line, words_of_log, ARRAY_SIZE(words_of_log)))
			fprintf(out, "%s\n", line);
	free(copy);
}
