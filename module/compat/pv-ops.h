/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's paravirt operations as one table, and the wrappers of which kernels have
 * more than one form. The table is struct paravirt_patch_template. Where the locks are a
 * structure of their own it continues with that.
 */
#ifndef _PVSHIM_COMPAT_PV_OPS_H
#define _PVSHIM_COMPAT_PV_OPS_H

#include <linux/build_bug.h>
#include <linux/stddef.h>

#include <asm/paravirt.h>
#include <asm/paravirt_types.h>

#ifdef PVSHIM_HAVE_PV_OPS_LOCK

#include <asm/paravirt-spinlock.h>

struct pvshim_pv_table {
	struct pv_cpu_ops cpu;
	struct pv_irq_ops irq;
	struct pv_mmu_ops mmu;
	/* of further groups, which pvshim does not know */
	void *others[(sizeof(struct paravirt_patch_template) -
		      offsetofend(struct paravirt_patch_template, mmu)) /
		     sizeof(void *)];
	struct pv_lock_ops lock;
};

static_assert(offsetof(struct pvshim_pv_table, mmu) ==
	      offsetof(struct paravirt_patch_template, mmu));
static_assert(offsetof(struct pvshim_pv_table, lock) ==
	      sizeof(struct paravirt_patch_template));

/* The place of the function of operation @nr */
static inline void *const *pvshim_pv_slot(unsigned int nr)
{
	const unsigned int locks = sizeof(pv_ops) / sizeof(void *);

	if (nr < locks)
		return (void *const *)&pv_ops + nr;
	return (void *const *)&pv_ops_lock + (nr - locks);
}

#else

#define pvshim_pv_table paravirt_patch_template

static inline void *const *pvshim_pv_slot(unsigned int nr)
{
	return (void *const *)&pv_ops + nr;
}

#endif

/*
 * PVSHIM_PV_IF(op, code) - @code for an operation that this kernel's table has
 * PVSHIM_PV_IF_SITE(op, code) - ... and whose wrapper is as we know it
 *
 * Kbuild, in this directory, defines what is not.
 */
#define PVSHIM_PV_UNLESS_0(...) __VA_ARGS__
#define PVSHIM_PV_UNLESS_1(...)
#define PVSHIM_PV_UNLESS(flag, ...) \
	CONCATENATE(PVSHIM_PV_UNLESS_, __is_defined(flag))(__VA_ARGS__)
#define PVSHIM_PV_IF(op, ...) PVSHIM_PV_UNLESS(PVSHIM_NO_PV_##op, __VA_ARGS__)
#define PVSHIM_PV_IF_SITE(op, ...) \
	PVSHIM_PV_IF(op, PVSHIM_PV_UNLESS(PVSHIM_NO_PV_SITE_##op, __VA_ARGS__))

/* Kbuild: the series of a kernel on which pvshim was never tried */
#ifndef PVSHIM_UNKNOWN_KERNEL
#define PVSHIM_UNKNOWN_KERNEL ((const char *)NULL)
#endif

#define PVSHIM_NR_PV_OPS (sizeof(struct pvshim_pv_table) / sizeof(void *))

/* MSRs are one value, or two halves and an error that is returned apart. */
#ifdef PVSHIM_HAVE_PV_MSRQ
#define pvshim_pv_write_msr(msr)      paravirt_write_msr(msr, 0)
#define pvshim_pv_read_msr_safe(msr)  paravirt_read_msr_safe(msr, &(u64){ 0 })
#define pvshim_pv_write_msr_safe(msr) paravirt_write_msr_safe(msr, 0)
#define pvshim_pv_read_pmc(nr)	      rdpmc(nr)
#else
#define pvshim_pv_write_msr(msr)      paravirt_write_msr(msr, 0, 0)
#define pvshim_pv_read_msr_safe(msr)  paravirt_read_msr_safe(msr, &(int){ 0 })
#define pvshim_pv_write_msr_safe(msr) paravirt_write_msr_safe(msr, 0, 0)
#define pvshim_pv_read_pmc(nr)	      paravirt_read_pmc(nr)
#endif

/* What the kernel patches in for a function that returns false */
#ifdef PVSHIM_HAVE_PV_FALSE_EAX
#define PVSHIM_PV_FALSE	      "xor %eax,%eax"
#define PVSHIM_PV_FALSE_BYTES "\x31\xc0"
#else
#define PVSHIM_PV_FALSE	      "xor %rax,%rax"
#define PVSHIM_PV_FALSE_BYTES "\x48\x31\xc0"
#endif

#endif /* _PVSHIM_COMPAT_PV_OPS_H */
