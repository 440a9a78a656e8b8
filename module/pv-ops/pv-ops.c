// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/pvshim/pv_ops: where the kernel's own paravirt
 * operations lead, and what the kernel has really patched into the probe sites
 * of sites.c.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include <asm/nops.h>
#include <asm/paravirt.h>
#include <asm/text-patching.h>

#include "compat/pv-site.h"
#include "pv-ops.h"

/* From the records, which are freed after boot where pvshim is built in */
static struct site {
	const u8 *code;
	int len;
} sites[PVSHIM_NR_PV_OPS] __ro_after_init;

/* The NOPs that the kernel pads with; a site has six bytes. */
static const struct {
	int len;
	u8 bytes[6];
} nops[] = {
	{ 6, { BYTES_NOP6 } }, { 5, { BYTES_NOP5 } }, { 4, { BYTES_NOP4 } },
	{ 3, { BYTES_NOP3 } }, { 2, { BYTES_NOP2 } }, { 1, { BYTES_NOP1 } },
};

static int nop_at(const u8 *code, int len)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(nops); i++)
		if (nops[i].len <= len &&
		    !memcmp(code, nops[i].bytes, nops[i].len))
			return nops[i].len;
	return 0;
}

static bool only_nops(const u8 *code, int len)
{
	while (len) {
		int nop = nop_at(code, len);

		if (!nop)
			return false;
		code += nop;
		len -= nop;
	}
	return true;
}

static bool is_inline(const struct pvshim_pv_op *op, const u8 *code, int len)
{
	return op->len && op->len <= len && !memcmp(code, op->bytes, op->len) &&
	       only_nops(code + op->len, len - op->len);
}

static bool is_call(const u8 *code, int len)
{
	return len >= CALL_INSN_SIZE && code[0] == CALL_INSN_OPCODE &&
	       only_nops(code + CALL_INSN_SIZE, len - CALL_INSN_SIZE);
}

/* call *pv_ops+offset(%rip) */
static bool is_unpatched(const u8 *code, int len)
{
	return len == 6 && code[0] == 0xff && code[1] == 0x15;
}

/*
 * One word: the module that is named behind a symbol is left out. An address without a
 * symbol is not shown to users.
 */
static const char *symbol(char *name, const void *address)
{
	if (!address)
		return "none";
	sprint_symbol_no_offset(name, (unsigned long)address);
	name[strcspn(name, " ")] = '\0';
	return strncmp(name, "0x", 2) ? name : "unknown";
}

static void show_site(struct seq_file *m, const struct pvshim_pv_op *op,
		      const struct site *site)
{
	const u8 *code = site->code;
	int len = site->len;
	char name[KSYM_SYMBOL_LEN];

	seq_printf(m, " %*phN ", len, code);
	if (is_inline(op, code, len))
		seq_printf(m, "inline native: %s\n", op->text);
	else if (is_call(code, len))
		seq_printf(m, "direct call to %s\n",
			   symbol(name, code + CALL_INSN_SIZE +
						*(const s32 *)(code + 1)));
	else if (only_nops(code, len))
		seq_puts(m, "nop\n");
	else if (is_unpatched(code, len))
		seq_puts(m, "unpatched\n");
	else
		seq_puts(m, "unknown\n");
}

static void show_op(struct seq_file *m, int nr, const void *target)
{
	const struct pvshim_pv_op *op = &pvshim_pv_ops[nr];
	char name[KSYM_SYMBOL_LEN];

	seq_printf(m, "%-34s %-44s", op->name ?: "unknown",
		   symbol(name, target));
	if (sites[nr].code)
		show_site(m, op, &sites[nr]);
	else
		seq_puts(m, " -            -\n");
}

void __init pvshim_pv_ops_init(void)
{
	unsigned int i, unnamed = 0, hidden = 0;
	const void *record;

	for (i = 0; i < PVSHIM_NR_PV_OPS; i++) {
		record = pvshim_pv_ops[i].record;
		unnamed += !pvshim_pv_ops[i].name;
		hidden += !record;
		if (!record)
			continue;
		sites[i].code = pvshim_pv_code(record);
		sites[i].len = pvshim_pv_len(record);
	}
	if (PVSHIM_UNKNOWN_KERNEL)
		pr_notice("Linux %s is not known: of %u paravirt operations %u have no name and %u no probe site\n",
			  PVSHIM_UNKNOWN_KERNEL, i, unnamed, hidden);
}

int pvshim_pv_ops_show(struct seq_file *m)
{
	int i;

	for (i = 0; i < PVSHIM_NR_PV_OPS; i++)
		show_op(m, i, READ_ONCE(*pvshim_pv_slot(i)));
	seq_printf(m, "%d ops\n", i);
	return 0;
}
