/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one list of paravirt operations. Start reading pvshim here.
 *
 * The list is included several times, each time with other definitions of the
 * three macros, to generate the operation numbers, the ops structure, the
 * static calls, the native table, the sysfs entries and the tests. An includer
 * defines the kinds it wants to treat specially; what it leaves undefined
 * falls back to PVSHIM_OP().
 *
 *	PVSHIM_OP(name, return type, prototype)
 *		mandatory: native is a function of native.c
 *	PVSHIM_OP_OPTIONAL(name, void, prototype)
 *		native does nothing: the call site is a five-byte NOP
 *	PVSHIM_OP_OPTIONAL_RET0(name, return type, prototype)
 *		native returns zero: the call site is a five-byte XOR of EAX
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
 *	Tell the hypervisor that this kernel is about to die, and why. Only in
 *	panic(): on one CPU, interrupts off, the others stopped wherever they
 *	were. Takes no lock, allocates nothing, and need not return. Native:
 *	nothing.
 */
#ifndef PVSHIM_OP_OPTIONAL
#define PVSHIM_OP_OPTIONAL PVSHIM_OP
#endif
#ifndef PVSHIM_OP_OPTIONAL_RET0
#define PVSHIM_OP_OPTIONAL_RET0 PVSHIM_OP
#endif

/* clang-format would read a prototype as a multiplication. */
/* clang-format off */
PVSHIM_OP_OPTIONAL_RET0(steal_clock, u64, (int cpu))
PVSHIM_OP_OPTIONAL_RET0(vcpu_is_preempted, bool, (int cpu))
PVSHIM_OP_OPTIONAL(yield_to, void, (int cpu))
PVSHIM_OP(host_time, int, (struct pvshim_host_time *time))
PVSHIM_OP_OPTIONAL(crash_notify, void, (const char *reason))
/* clang-format on */

#undef PVSHIM_OP
#undef PVSHIM_OP_OPTIONAL
#undef PVSHIM_OP_OPTIONAL_RET0
