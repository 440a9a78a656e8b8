/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's own paravirt operations: the members of its table, in their
 * order (see compat/pv-ops.h). An includer defines
 *
 *	PV_OP(group, op)
 *		an operation that is only shown
 *	PV_SITE(group, op, prototype, use)
 *		... of which we keep a probe site: the statement @use, in a
 *		function of this prototype, is the kernel's wrapper of the
 *		operation and nothing else
 *	PV_INLINE(group, op, prototype, use, text, bytes)
 *		... for which the kernel patches in the instruction @text, encoded
 *		as @bytes, where the operation is native
 *
 * Operations that not all kernels have are left out by PVSHIM_PV_IF(), see
 * compat/pv-ops.h. Only set_fixmap has no site: the kernel itself calls it
 * through the pointer, and patches nothing.
 */
#ifndef PV_INLINE
#define PV_INLINE(group, op, proto, use, text, bytes) \
	PV_SITE(group, op, proto, use)
#endif

/* clang-format off */
PV_SITE(cpu, io_delay, (void), slow_down_io())
#ifdef CONFIG_PARAVIRT_XXL
PV_SITE(cpu, get_debugreg, (int nr), paravirt_get_debugreg(nr))
PV_SITE(cpu, set_debugreg, (unsigned long val), set_debugreg(val, 7))
PV_SITE(cpu, read_cr0, (void), read_cr0())
PV_SITE(cpu, write_cr0, (unsigned long val), write_cr0(val))
PV_SITE(cpu, write_cr4, (unsigned long val), __write_cr4(val))
PV_SITE(cpu, load_tr_desc, (void), load_TR_desc())
PV_SITE(cpu, load_gdt, (const struct desc_ptr *ptr), load_gdt(ptr))
PV_SITE(cpu, load_idt, (const struct desc_ptr *ptr), load_idt(ptr))
PV_SITE(cpu, set_ldt, (const void *ldt, unsigned int nr), set_ldt(ldt, nr))
PV_SITE(cpu, store_tr, (void), paravirt_store_tr())
PV_SITE(cpu, load_tls, (struct thread_struct *t), load_TLS(t, 0))
PV_SITE(cpu, load_gs_index, (unsigned int gs), load_gs_index(gs))
PV_SITE(cpu, write_ldt_entry, (struct desc_struct *d, const void *e), write_ldt_entry(d, 0, e))
PV_SITE(cpu, write_gdt_entry, (struct desc_struct *d, void *e), write_gdt_entry(d, 0, e, 0))
PV_SITE(cpu, write_idt_entry, (gate_desc *d, const gate_desc *e), write_idt_entry(d, 0, e))
PV_SITE(cpu, alloc_ldt, (struct desc_struct *ldt), paravirt_alloc_ldt(ldt, 0))
PV_SITE(cpu, free_ldt, (struct desc_struct *ldt), paravirt_free_ldt(ldt, 0))
PV_SITE(cpu, load_sp0, (unsigned long sp0), load_sp0(sp0))
#ifdef CONFIG_X86_IOPL_IOPERM
PV_SITE(cpu, invalidate_io_bitmap, (void), tss_invalidate_io_bitmap())
PV_SITE(cpu, update_io_bitmap, (void), tss_update_io_bitmap())
#endif
PV_INLINE(cpu, wbinvd, (void), wbinvd(), "wbinvd", "\x0f\x09")
PV_SITE(cpu, cpuid, (unsigned int *r), __cpuid(r, r + 1, r + 2, r + 3))
PV_SITE(cpu, read_msr, (u32 msr), paravirt_read_msr(msr))
PV_SITE(cpu, write_msr, (u32 msr), pvshim_pv_write_msr(msr))
PV_SITE(cpu, read_msr_safe, (u32 msr), pvshim_pv_read_msr_safe(msr))
PV_SITE(cpu, write_msr_safe, (u32 msr), pvshim_pv_write_msr_safe(msr))
PV_SITE(cpu, read_pmc, (int nr), pvshim_pv_read_pmc(nr))
PV_SITE(cpu, start_context_switch, (struct task_struct *t), arch_start_context_switch(t))
PV_SITE(cpu, end_context_switch, (struct task_struct *t), arch_end_context_switch(t))

PV_INLINE(irq, save_fl, (void), arch_local_save_flags(), "pushf; pop %rax", "\x9c\x58")
PV_INLINE(irq, irq_disable, (void), arch_local_irq_disable(), "cli", "\xfa")
PV_INLINE(irq, irq_enable, (void), arch_local_irq_enable(), "sti", "\xfb")
#endif
#if defined(CONFIG_PARAVIRT_XXL) || defined(PVSHIM_HAVE_PV_HALT)
PV_SITE(irq, safe_halt, (void), arch_safe_halt())
PV_SITE(irq, halt, (void), halt())
#endif

PV_SITE(mmu, flush_tlb_user, (void), __flush_tlb_local())
PV_SITE(mmu, flush_tlb_kernel, (void), __flush_tlb_global())
PV_SITE(mmu, flush_tlb_one_user, (unsigned long addr), __flush_tlb_one_user(addr))
PV_SITE(mmu, flush_tlb_multi, (const struct cpumask *cpus), __flush_tlb_multi(cpus, NULL))
PV_SITE(mmu, tlb_remove_table, (void *table), paravirt_tlb_remove_table(NULL, table))
PV_SITE(mmu, exit_mmap, (struct mm_struct *mm), paravirt_arch_exit_mmap(mm))
PV_SITE(mmu, notify_page_enc_status_changed, (unsigned long pfn),
	notify_page_enc_status_changed(pfn, 1, true))
#ifdef CONFIG_PARAVIRT_XXL
PV_INLINE(mmu, read_cr2, (void), read_cr2(), "mov %cr2,%rax", "\x0f\x20\xd0")
PV_SITE(mmu, write_cr2, (unsigned long val), write_cr2(val))
PV_INLINE(mmu, read_cr3, (void), __read_cr3(), "mov %cr3,%rax", "\x0f\x20\xd8")
PV_INLINE(mmu, write_cr3, (unsigned long val), write_cr3(val), "mov %rdi,%cr3", "\x0f\x22\xdf")
PV_SITE(mmu, activate_mm, (struct mm_struct *old, struct mm_struct *mm),
	paravirt_activate_mm(old, mm))
PV_SITE(mmu, dup_mmap, (struct mm_struct *old, struct mm_struct *mm),
	paravirt_arch_dup_mmap(old, mm))
PV_SITE(mmu, enter_mmap, (struct mm_struct *mm), paravirt_enter_mmap(mm))
PV_SITE(mmu, pgd_alloc, (struct mm_struct *mm), paravirt_pgd_alloc(mm))
PV_SITE(mmu, pgd_free, (struct mm_struct *mm, pgd_t *pgd), paravirt_pgd_free(mm, pgd))
PV_SITE(mmu, alloc_pte, (struct mm_struct *mm), paravirt_alloc_pte(mm, 0))
PV_SITE(mmu, alloc_pmd, (struct mm_struct *mm), paravirt_alloc_pmd(mm, 0))
PV_SITE(mmu, alloc_pud, (struct mm_struct *mm), paravirt_alloc_pud(mm, 0))
PV_SITE(mmu, alloc_p4d, (struct mm_struct *mm), paravirt_alloc_p4d(mm, 0))
PV_SITE(mmu, release_pte, (unsigned long pfn), paravirt_release_pte(pfn))
PV_SITE(mmu, release_pmd, (unsigned long pfn), paravirt_release_pmd(pfn))
PV_SITE(mmu, release_pud, (unsigned long pfn), paravirt_release_pud(pfn))
PV_SITE(mmu, release_p4d, (unsigned long pfn), paravirt_release_p4d(pfn))
PV_SITE(mmu, set_pte, (pte_t *ptep, pte_t pte), set_pte(ptep, pte))
PV_SITE(mmu, set_pmd, (pmd_t *pmdp, pmd_t pmd), set_pmd(pmdp, pmd))
PV_SITE(mmu, ptep_modify_prot_start, (pte_t *ptep), ptep_modify_prot_start(NULL, 0, ptep))
PV_SITE(mmu, ptep_modify_prot_commit, (pte_t *ptep, pte_t pte),
	ptep_modify_prot_commit(NULL, 0, ptep, pte, pte))
PV_INLINE(mmu, pte_val, (pte_t pte), pte_val(pte), "mov %rdi,%rax", "\x48\x89\xf8")
PV_INLINE(mmu, make_pte, (pteval_t val), __pte(val), "mov %rdi,%rax", "\x48\x89\xf8")
PV_INLINE(mmu, pgd_val, (pgd_t pgd), pgd_val(pgd), "mov %rdi,%rax", "\x48\x89\xf8")
PV_INLINE(mmu, make_pgd, (pgdval_t val), __pgd(val), "mov %rdi,%rax", "\x48\x89\xf8")
PV_SITE(mmu, set_pud, (pud_t *pudp, pud_t pud), set_pud(pudp, pud))
PV_INLINE(mmu, pmd_val, (pmd_t pmd), pmd_val(pmd), "mov %rdi,%rax", "\x48\x89\xf8")
PV_INLINE(mmu, make_pmd, (pmdval_t val), __pmd(val), "mov %rdi,%rax", "\x48\x89\xf8")
PV_INLINE(mmu, pud_val, (pud_t pud), pud_val(pud), "mov %rdi,%rax", "\x48\x89\xf8")
PV_INLINE(mmu, make_pud, (pudval_t val), __pud(val), "mov %rdi,%rax", "\x48\x89\xf8")
PV_SITE(mmu, set_p4d, (p4d_t *p4dp, p4d_t p4d), set_p4d(p4dp, p4d))
#if CONFIG_PGTABLE_LEVELS >= 5
PV_INLINE(mmu, p4d_val, (p4d_t p4d), p4d_val(p4d), "mov %rdi,%rax", "\x48\x89\xf8")
PV_INLINE(mmu, make_p4d, (p4dval_t val), __p4d(val), "mov %rdi,%rax", "\x48\x89\xf8")
PV_SITE(mmu, set_pgd, (pgd_t *pgdp, pgd_t pgd), __set_pgd(pgdp, pgd))
#endif
PV_SITE(mmu.lazy_mode, enter, (void), arch_enter_lazy_mmu_mode())
PV_SITE(mmu.lazy_mode, leave, (void), arch_leave_lazy_mmu_mode())
PV_SITE(mmu.lazy_mode, flush, (void), arch_flush_lazy_mmu_mode())
PV_SITE(mmu, lazy_mode_flush, (void), arch_flush_lazy_mmu_mode())
PV_OP(mmu, set_fixmap)
#endif

PV_SITE(lock, queued_spin_lock_slowpath, (struct qspinlock *lock),
	pv_queued_spin_lock_slowpath(lock, 0))
PV_INLINE(lock, queued_spin_unlock, (struct qspinlock *lock),
	  pv_queued_spin_unlock(lock), "movb $0,(%rdi)", "\xc6\x07\x00")
PV_SITE(lock, wait, (u8 *ptr), pv_wait(ptr, 0))
PV_SITE(lock, kick, (int cpu), pv_kick(cpu))
PV_INLINE(lock, vcpu_is_preempted, (int cpu),
	  pv_vcpu_is_preempted(cpu), PVSHIM_PV_FALSE, PVSHIM_PV_FALSE_BYTES)
/* clang-format on */

#undef PV_OP
#undef PV_SITE
#undef PV_INLINE
