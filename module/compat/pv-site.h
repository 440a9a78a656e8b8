/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The places of the kernel's paravirt call sites in this module, from the records by
 * which the loader patches them. The records stay with the module; kernels have them
 * among the alternatives, older ones in a section of their own.
 */
#ifndef _PVSHIM_COMPAT_PV_SITE_H
#define _PVSHIM_COMPAT_PV_SITE_H

#include <linux/stringify.h>
#include <linux/types.h>

#include <asm/alternative.h>
#include <asm/paravirt_types.h>

#ifdef PVSHIM_HAVE_PV_SITES

#define PVSHIM_PV_RECORDS ".parainstructions, \"a\""

static inline const u8 *pvshim_pv_code(const void *record)
{
	return ((const struct paravirt_patch_site *)record)->instr;
}

static inline int pvshim_pv_len(const void *record)
{
	return ((const struct paravirt_patch_site *)record)->len;
}

#else

/* As in <asm/alternative.h>; the assembler refuses other attributes than that has. */
#ifdef ALT_INSTR_SIZE
#define PVSHIM_PV_RECORDS \
	".altinstructions, \"aM\", @progbits, " __stringify(ALT_INSTR_SIZE)
#else
#define PVSHIM_PV_RECORDS ".altinstructions, \"a\""
#endif

static inline const u8 *pvshim_pv_code(const void *record)
{
	const struct alt_instr *site = record;

	return (const u8 *)&site->instr_offset + site->instr_offset;
}

static inline int pvshim_pv_len(const void *record)
{
	return ((const struct alt_instr *)record)->instrlen;
}

#endif
#endif /* _PVSHIM_COMPAT_PV_SITE_H */
