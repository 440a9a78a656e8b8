// SPDX-License-Identifier: GPL-2.0
/* What /proc, /sys, /boot and the kernel's log say about the running kernel. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "guest.h"
#include "kconfig.h"
#include "text.h"

#define PROC_LONGEST (4 * 1024 * 1024)
#define LOG_LONGEST  (4 * 1024 * 1024)
#define READ_ALL     3 /* of klogctl() */
#define CLOCKSOURCE  "devices/system/clocksource/clocksource0"
#define CLOCKEVENT   "devices/system/clockevents/clockevent0/current_device"

static void note(struct guest *guest, const char *what, const char *why)
{
	char *text = format("%s: %s", what, why);

	make_printable(text, strlen(text), ""); /* a name may be anything */
	append(&guest->unread, "; ", text);
	free(text);
}

static char *read_proc(struct guest *guest, const char *name, size_t longest)
{
	char *path = format("%s/proc/%s", guest->root, name);
	char *text = file_read(path, longest);

	if (!text)
		note(guest, path, file_problem(errno));
	free(path);
	return text;
}

/* Not all machines have each of these. */
static char *read_sys(struct guest *guest, const char *name)
{
	char *path = format("%s/%s", guest->sysfs, name);
	char *text = file_line(path);

	if (!text && !file_is_gone(errno) && errno != ENOTDIR)
		note(guest, path, file_problem(errno));
	free(path);
	return text;
}

static void end_line(char *text)
{
	if (text)
		text[strcspn(text, "\n")] = '\0';
}

/* The line "flags : ..." of the first CPU */
static char *flags_of(const char *cpuinfo)
{
	const char *line = cpuinfo ? strstr(cpuinfo, "\nflags") : NULL;
	char *flags;

	line = line ? strchr(line, ':') : NULL;
	if (!line)
		return NULL;
	flags = format("%s", line + 1);
	end_line(flags);
	return flags;
}

/* "0-3,8" is five; 0 for what is no such list */
static unsigned int count_list(const char *text)
{
	unsigned long long from, to, nr = 0;

	while (text && take_number(&text, &from)) {
		to = from;
		if (*text == '-' && (text++, !take_number(&text, &to)))
			return 0;
		if (to < from || to > 65535)
			return 0;
		nr += to - from + 1;
		if (*text != ',')
			break;
		text++;
	}
	return text && !*text && nr <= 65536 ? nr : 0;
}

/* Of all CPUs, the eighth number of the first line */
static unsigned long long stolen_ticks(const char *stat)
{
	unsigned long long ticks = 0;
	int i;

	if (!stat || strncmp(stat, "cpu ", 4))
		return 0;
	stat += 4;
	for (i = 0; i < 8; i++)
		if (!take_number(&stat, &ticks))
			return 0;
	return ticks;
}

static void read_log(struct guest *guest)
{
	char *path;
	int len;

	if (*guest->root) {
		path = format("%s/dev/kmsg", guest->root);
		guest->log = file_read(path, LOG_LONGEST);
		free(path);
		if (!guest->log)
			note(guest, "the kernel's log", file_problem(errno));
		return;
	}
	guest->log = xalloc(NULL, LOG_LONGEST + 1);
	len = klogctl(READ_ALL, guest->log, LOG_LONGEST);
	if (len < 0) {
		note(guest, "the kernel's log",
		     errno == EPERM ? "only root may read it" :
				      strerror(errno));
		free(guest->log);
		guest->log = NULL;
		return;
	}
	make_printable(guest->log, len, "\t\n");
	guest->log[len] = '\0';
}

/* The device of a machine; elsewhere an ordinary file stands for it. */
static void open_msr(struct guest *guest)
{
	char *path = format("%s/dev/cpu/0/msr", guest->root);
	struct stat info;

	guest->msr = -1;
	if (!stat(path, &info) &&
	    (*guest->root ? S_ISREG(info.st_mode) : S_ISCHR(info.st_mode)))
		guest->msr = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (guest->msr < 0)
		note(guest, "MSRs",
		     errno == EACCES || errno == EPERM ?
			     "only root may read them" :
			     "no /dev/cpu/0/msr (as root: modprobe msr)");
	free(path);
}

static void read_kernel(struct guest *guest)
{
	char *cpuinfo = read_proc(guest, "cpuinfo", PROC_LONGEST);
	char *stat = read_proc(guest, "stat", PROC_LONGEST);
	char *possible = read_sys(guest, "devices/system/cpu/possible");

	guest->flags = flags_of(cpuinfo);
	guest->stolen = stolen_ticks(stat);
	guest->cpus = count_list(possible);
	guest->release =
		read_proc(guest, "sys/kernel/osrelease", SYSFS_LONGEST);
	guest->cmdline = read_proc(guest, "cmdline", SYSFS_LONGEST);
	guest->interrupts = read_proc(guest, "interrupts", PROC_LONGEST);
	end_line(guest->release);
	end_line(guest->cmdline);
	free(possible);
	free(stat);
	free(cpuinfo);
}

void guest_read(struct guest *guest, const struct options *options)
{
	char *vmbus;

	*guest = (struct guest){
		.options = options,
		.another = options->leaves && !options->root,
		.root = options->root ?: "",
		.msr = -1,
	};
	guest->sysfs = options->root ? format("%s/sys", options->root) :
				       format("%s", options->sysfs);
	vmbus = format("%s/bus/vmbus/devices", guest->sysfs);
	if (!guest->another) {
		read_kernel(guest);
		guest->clock =
			read_sys(guest, CLOCKSOURCE "/current_clocksource");
		guest->clocks =
			read_sys(guest, CLOCKSOURCE "/available_clocksource");
		guest->clockevent = read_sys(guest, CLOCKEVENT);
		guest->idle =
			read_sys(guest,
				 "devices/system/cpu/cpuidle/current_driver");
		guest->xen = read_sys(guest, "hypervisor/type");
		guest->xen_kind = read_sys(guest, "hypervisor/guest_type");
		guest->xen_features =
			read_sys(guest, "hypervisor/properties/features");
		guest->serial = read_sys(guest, "class/dmi/id/product_serial");
		guest->vmbus = !access(vmbus, F_OK);
		guest->config = kconfig_read(guest->root, guest->release,
					     &guest->config_path);
		if (!guest->config)
			note(guest, "the kernel's configuration",
			     "neither /proc/config.gz nor one in /boot");
		read_log(guest);
		open_msr(guest);
	}
	free(vmbus);
}

void guest_free(struct guest *guest)
{
	char *const texts[] = {
		guest->sysfs,	 guest->release,      guest->cmdline,
		guest->config,	 guest->config_path,  guest->clock,
		guest->clocks,	 guest->clockevent,   guest->idle,
		guest->flags,	 guest->interrupts,   guest->xen,
		guest->xen_kind, guest->xen_features, guest->serial,
		guest->log,	 guest->unread,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
	if (guest->msr >= 0)
		close(guest->msr);
}

static char plain(char c)
{
	return c == '-' ? '_' : c;
}

/* As the kernel compares them; a name that ends in '=' may have any value. */
static bool is_parameter(const char *word, size_t len, const char *name,
			 size_t name_len)
{
	bool has_value = name[name_len - 1] == '=';
	size_t i;

	if (len < name_len || (len > name_len && !has_value))
		return false;
	for (i = 0; i < name_len; i++)
		if (plain(word[i]) != plain(name[i]))
			return false;
	return true;
}

static bool has_name(const char *names, const char *word, size_t len)
{
	while (*names) {
		size_t name_len = strcspn(names, " ");

		if (is_parameter(word, len, names, name_len))
			return true;
		names += name_len + strspn(names + name_len, " ");
	}
	return false;
}

/* What stands behind "--" is for init. */
char *guest_parameter(const struct guest *guest, const char *names)
{
	const char *word = guest->cmdline;
	size_t len;

	for (; word && *word; word += len) {
		word += strspn(word, " \t");
		len = strcspn(word, " \t");
		if (len == 2 && !strncmp(word, "--", 2))
			break;
		if (len && has_name(names, word, len))
			return format("%.*s", (int)len, word);
	}
	return NULL;
}

char guest_config(const struct guest *guest, const char *name)
{
	return guest->config ? kconfig_option(guest->config, name) : 0;
}

bool guest_flag(const struct guest *guest, const char *flag)
{
	return has_word(guest->flags, flag);
}

bool guest_logged(const struct guest *guest, const char *text)
{
	return guest->log && strstr(guest->log, text);
}

bool guest_interrupt(const struct guest *guest, const char *name)
{
	return guest->interrupts && strstr(guest->interrupts, name);
}

bool guest_has_clock(const struct guest *guest, const char *name)
{
	return has_word(guest->clocks, name);
}

bool guest_msr(const struct guest *guest, uint32_t msr, uint64_t *value)
{
	return guest->msr >= 0 &&
	       pread(guest->msr, value, sizeof(*value), msr) == sizeof(*value);
}
