// SPDX-License-Identifier: GPL-2.0
/* CPUID of this machine or of a file, as the module's detector reads it. */
#include <cpuid.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>

#include <linux/bits.h>

#include "../../module/abi/cpuid.h"
#include "../../module/abi/vmware.h"
#include "leaves.h"
#include "file.h"
#include "guard.h"
#include "message.h"
#include "pvshimctl.h"
#include "text.h"

#define LEAVES_LONGEST (1024 * 1024)
#define LEAVES_MOST    4096
#define HYPERVISOR_BIT BIT(31)
#define VMWARE_PORT    0x5658

struct question {
	u32 leaf;
	struct pvshim_leaf answer;
};

/*
 * Xen emulates the instruction behind its prefix (arch-x86/xen.h, XEN_EMULATE_PREFIX):
 * for all PV guests, and for others if it was told to. Else UD2 is what it is.
 */
static void ask_xen(void *data)
{
	struct question *q = data;
	u32 eax = q->leaf, ebx, ecx = 0, edx;

	asm volatile("ud2\n\t"
		     ".ascii \"xen\"\n\t"
		     "cpuid"
		     : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	q->answer = (struct pvshim_leaf){ eax, ebx, ecx, edx };
}

static void ask(u32 leaf, struct pvshim_leaf *out)
{
	__cpuid_count(leaf, 0, out->eax, out->ebx, out->ecx, out->edx);
}

void cpuid_of_machine(struct cpuid *cpuid)
{
	struct question q = { .leaf = PVSHIM_CPUID_FIRST_BASE };

	*cpuid = (struct cpuid){};
	cpuid->by_xen = guarded(ask_xen, &q) &&
			!memcmp(&q.answer.ebx, PVSHIM_XEN_SIGNATURE,
				PVSHIM_SIGNATURE_LEN);
}

static bool take_hex(const char **text, const char *before, u32 *value)
{
	const char *begin = *text + strspn(*text, " \t");
	size_t len = strlen(before);
	char *end;

	if (strncmp(begin, before, len))
		return false;
	begin += len;
	if (strspn(begin, "0123456789abcdefABCDEF") - 1 > 7)
		return false;
	*value = strtoul(begin, &end, 16);
	*text = end;
	return true;
}

/* "0xLEAF 0xSUBLEAF: eax=0xN ebx=0xN ecx=0xN edx=0xN" */
static bool parse_leaf(const char *line, struct cpuid_leaf *leaf, u32 *sub)
{
	struct pvshim_leaf *regs = &leaf->regs;

	if (!take_hex(&line, "0x", &leaf->leaf) ||
	    !take_hex(&line, "0x", sub) || *line++ != ':')
		return false;
	return take_hex(&line, "eax=0x", &regs->eax) &&
	       take_hex(&line, "ebx=0x", &regs->ebx) &&
	       take_hex(&line, "ecx=0x", &regs->ecx) &&
	       take_hex(&line, "edx=0x", &regs->edx) &&
	       !line[strspn(line, " \t")];
}

static bool add_line(struct cpuid *cpuid, const char *line)
{
	struct cpuid_leaf leaf;
	u32 sub;

	if (strncmp(line + strspn(line, " \t"), "0x", 2))
		return true;
	if (!parse_leaf(line, &leaf, &sub) || cpuid->nr == LEAVES_MOST)
		return false;
	if (!sub)
		cpuid->leaves[cpuid->nr++] = leaf;
	return true;
}

/* Up to the second CPU; returns the number of a line that is none, or 0. */
static unsigned int parse(struct cpuid *cpuid, char *text)
{
	unsigned int number = 0;
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n"))) {
		number++;
		if (!strncmp(line, "CPU", 3) && cpuid->nr)
			break;
		if (!add_line(cpuid, line))
			return number;
	}
	return 0;
}

int cpuid_of_file(struct cpuid *cpuid, const char *path)
{
	char *text = file_read(path, LEAVES_LONGEST);
	unsigned int wrong;

	*cpuid = (struct cpuid){};
	if (!text) {
		complain("cannot read %s: %s", path, file_problem(errno));
		return EXIT_REFUSED;
	}
	cpuid->leaves = xalloc(NULL, LEAVES_MOST * sizeof(*cpuid->leaves));
	wrong = parse(cpuid, text);
	free(text);
	if (!wrong && cpuid->nr)
		return EXIT_FINE;
	if (wrong)
		complain("%s: line %u is no leaf of CPUID", path, wrong);
	else
		complain("%s: no leaf of CPUID in it", path);
	hint("cpuid -r writes such a file");
	return EXIT_REFUSED;
}

void cpuid_free(struct cpuid *cpuid)
{
	free(cpuid->leaves);
}

void cpuid_read(void *context, u32 leaf, struct pvshim_leaf *out)
{
	const struct cpuid *cpuid = context;
	struct question q = { .leaf = leaf };
	size_t i;

	*out = (struct pvshim_leaf){};
	if (cpuid->by_xen && guarded(ask_xen, &q))
		*out = q.answer;
	else if (!cpuid->leaves)
		ask(leaf, out);
	for (i = 0; i < cpuid->nr; i++)
		if (cpuid->leaves[i].leaf == leaf) {
			*out = cpuid->leaves[i].regs;
			break;
		}
}

bool cpuid_hypervisor_bit(struct cpuid *cpuid)
{
	struct pvshim_leaf leaf;

	cpuid_read(cpuid, 1, &leaf);
	return leaf.ecx & HYPERVISOR_BIT;
}

static void knock(void *data)
{
	u32 eax = PVSHIM_VMWARE_MAGIC, ebx = 0;

	asm volatile("inl %%dx, %%eax"
		     : "+a"(eax), "+b"(ebx)
		     : "c"(PVSHIM_VMWARE_GETVERSION), "d"(VMWARE_PORT)
		     : "memory");
	if (ebx == PVSHIM_VMWARE_MAGIC && eax != PVSHIM_VMWARE_NO_ANSWER)
		*(u32 *)data = eax;
}

/* VMware lets any process use the port; imitations want the right to ports. */
u32 cpuid_backdoor_version(void *unused)
{
	u32 version = 0;
	bool may = !iopl(3);

	(void)unused;
	if (!guarded(knock, &version))
		version = 0;
	if (may)
		iopl(0);
	return version;
}
