/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one list of paravirt operations. Start reading pvshim here.
 *
 * The list is included several times, each time with other definitions of the
 * four macros, to generate the operation numbers, the ops structure, the
 * static calls, the native table, the sysfs entries and the tests. An includer
 * defines the kinds it wants to treat specially; optional operations that it leaves
 * undefined fall back to PVSHIM_OP(), and those of the kernel are left out.
 *
 *	PVSHIM_OP(name, return type, prototype)
 *		mandatory: native is a function of native.c
 *	PVSHIM_OP_OPTIONAL(name, void, prototype)
 *		native does nothing: the call site is a five-byte NOP
 *	PVSHIM_OP_OPTIONAL_RET0(name, return type, prototype)
 *		native returns zero: the call site is a five-byte XOR of EAX
 *	PVSHIM_KERNEL_OP(name, return type, prototype)
 *		the call sites are the kernel's own, on a kernel that lets a module
 *		serve them (CONFIG_PARAVIRT_LATE); elsewhere there are no such
 *		operations. Native is what the kernel does.
 *		@name is the member of the kernel's &struct pv_late_ops. The operation
 *		is called pv_@name.
 *
 * Operations of modules and of the kernel are probed, bound and switched alike. Those
 * of the kernel are never bound unless the administrator asks for it, may be busy
 * because the kernel's own guest code serves them, and are native while the system
 * sleeps.
 *
 * What each operation promises, to callers and providers alike. None of them may
 * sleep, because a switch waits for running calls with RCU and Tasks RCU; for the
 * same reason none may be called where RCU does not watch, that is deep in the idle
 * loop or in noinstr code, whatever else "any context" says:
 *
 * steal_clock
 *	Nanoseconds for which @cpu was ready to run but the hypervisor ran
 *	something else, since an arbitrary start. Some hosts count time for which
 *	the virtual CPU was not there at all (Xen: offline). @cpu is any possible
 *	CPU, not only the calling one. Never decreases while the binding stays the
 *	same, also when the host's count begins anew on another host. Any context
 *	but NMI. Native: 0.
 * vcpu_is_preempted
 *	Whether the hypervisor has taken @cpu off its physical CPU although it
 *	is ready to run. A hint that may be stale when it arrives. Any context
 *	but NMI. Native: false.
 * yield_to
 *	Give the rest of this CPU's time slice away, to @cpu where the
 *	hypervisor can aim it. A hint. Task context or softirq, preemptible or
 *	not. Native: nothing.
 * host_time
 *	The host's wall clock, as the host shows it to this guest, and the guest's
 *	time-stamp counter at the same instant, see struct pvshim_host_time. A
 *	host that is told to shift the guest's clock (Xen: rtc_timeoffset,
 *	localtime) shifts this one, too. Task context. Returns 0 or a
 *	negative errno and then leaves *@time alone. Native: -EOPNOTSUPP.
 * crash_notify
 *	Tell the hypervisor that this kernel panics, and why. Only in
 *	panic(): on one CPU, interrupts off, the others stopped wherever they
 *	were. Takes no lock, allocates nothing, and need not return. Native:
 *	nothing.
 * pv_flush_tlb_multi
 *	Flush user translations from @start to @end, or all if @end is TLB_FLUSH_ALL,
 *	in steps of 1 << @stride_shift, on @cpus: those that the kernel would interrupt
 *	otherwise, never this one. Takes those out of @cpus that need no IPI any more.
 *	They must use no such translation and no freed page table from then on.
 *	Preemption is off.
 * pv_send_call_func_ipi
 *	Raise CALL_FUNCTION_VECTOR on @cpus. Returns false if it did not do so.
 *	Preemption is off.
 * pv_vcpu_is_preempted
 *	As vcpu_is_preempted, for the kernel's own spinning and scheduling. Any
 *	context; callers may hold run queue locks.
 * pv_steal_clock
 *	As steal_clock, for the kernel's own accounting. Any context but NMI; callers
 *	hold run queue locks.
 */
#ifndef PVSHIM_OP_OPTIONAL
#define PVSHIM_OP_OPTIONAL PVSHIM_OP
#endif
#ifndef PVSHIM_OP_OPTIONAL_RET0
#define PVSHIM_OP_OPTIONAL_RET0 PVSHIM_OP
#endif
#ifndef PVSHIM_KERNEL_OP
#define PVSHIM_KERNEL_OP(name, ret, proto)
#endif

/* clang-format would read a prototype as a multiplication. */
/* clang-format off */
PVSHIM_OP_OPTIONAL_RET0(steal_clock, u64, (int cpu))
PVSHIM_OP_OPTIONAL_RET0(vcpu_is_preempted, bool, (int cpu))
PVSHIM_OP_OPTIONAL(yield_to, void, (int cpu))
PVSHIM_OP(host_time, int, (struct pvshim_host_time *time))
PVSHIM_OP_OPTIONAL(crash_notify, void, (const char *reason))
PVSHIM_KERNEL_OP(flush_tlb_multi, void,
		 (struct cpumask *cpus, unsigned long start, unsigned long end,
		  unsigned int stride_shift))
PVSHIM_KERNEL_OP(send_call_func_ipi, bool, (const struct cpumask *cpus))
PVSHIM_KERNEL_OP(vcpu_is_preempted, bool, (int cpu))
PVSHIM_KERNEL_OP(steal_clock, u64, (int cpu))
/* clang-format on */

#undef PVSHIM_OP
#undef PVSHIM_OP_OPTIONAL
#undef PVSHIM_OP_OPTIONAL_RET0
#undef PVSHIM_KERNEL_OP
