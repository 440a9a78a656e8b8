/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For consumers: how to call an operation. Providers include provider.h.
 *
 * With PVSHIM_ABSENT defined a consumer is built without pvshim, and needs no module of
 * that name: every operation is native, and inline.
 */
#ifndef _PVSHIM_CALL_H
#define _PVSHIM_CALL_H

#include <linux/errno.h>
#include <linux/static_call.h>
#include <pvshim/hypervisor.h>
#include <pvshim/ops.h>

#ifndef PVSHIM_ABSENT

/*
 * For the type alone: optional operations have no native function. Operations of the
 * kernel's own are called by the kernel alone.
 */
#define PVSHIM_OP(name, ret, proto)     \
	ret pvshim_native_##name proto; \
	DECLARE_STATIC_CALL(pvshim_##name, pvshim_native_##name);
#include <pvshim/ops-list.h>

/**
 * pvshim_call - call an operation through its patched call site
 * @op: the operation's name, as in ops-list.h
 *
 * Use: ``steal = pvshim_call(steal_clock)(cpu);``. The call site is a direct
 * call to the bound provider; where the operation is native it is one NOP or
 * XOR, or a direct call of a native function, see ops-list.h. It is never an
 * indirect branch. There is nothing to test for NULL.
 *
 * The key behind it is exported because a module's call sites cannot be
 * patched otherwise; only pvshim updates it.
 *
 * Context: whatever ops-list.h allows for @op.
 * Return: what the operation returns.
 */
#define pvshim_call(op) static_call(pvshim_##op)

/**
 * pvshim_hypercall - make a hypercall, if that hypervisor is there
 * @hv: the hypervisor whose interface @nr belongs to
 * @nr: hypercall number (Xen, KVM), backdoor command (VMware), or code and flags (Hyper-V)
 * @a1: first argument; VMware: EBX; Hyper-V: the input's physical address, or with the flag
 *	"fast" the input
 * @a2: second argument; VMware: EDX; Hyper-V: the output's physical address, or with the
 *	flag "fast" the rest of the input
 * @a3: third argument; VMware: ESI
 * @a4: fourth argument; VMware: EDI
 *
 * Nothing is executed unless @hv was found below and a guarded trial of its
 * hypercall channel succeeded, so a foreign host never sees the call. The
 * instruction itself is guarded too.
 *
 * Context: any, as far as the hypercall itself allows; does not sleep.
 * Hyper-V's is reached where the kernel runs as its guest, and where the host has answered
 * the hypercall of the operation yield_to.
 *
 * Return: the hypervisor's answer (RAX; VMware: EAX, zero-extended; Hyper-V: 0xffff in
 * the low word, which is no status, where it was ignored);
 * -EOPNOTSUPP if @hv is not the hypervisor below; -ENOTRECOVERABLE if the
 * instruction faulted.
 */
long pvshim_hypercall(enum pvshim_hv hv, unsigned long nr, unsigned long a1,
		      unsigned long a2, unsigned long a3, unsigned long a4);

#else /* PVSHIM_ABSENT */

#define PVSHIM_OP(name, ret, proto)                  \
	static inline ret pvshim_native_##name proto \
	{                                            \
		return -EOPNOTSUPP;                  \
	}
#define PVSHIM_OP_OPTIONAL(name, ret, proto)         \
	static inline ret pvshim_native_##name proto \
	{                                            \
	}
#define PVSHIM_OP_OPTIONAL_RET0(name, ret, proto)    \
	static inline ret pvshim_native_##name proto \
	{                                            \
		return 0;                            \
	}
#include <pvshim/ops-list.h>

#define pvshim_call(op) pvshim_native_##op

static inline long pvshim_hypercall(enum pvshim_hv hv, unsigned long nr,
				    unsigned long a1, unsigned long a2,
				    unsigned long a3, unsigned long a4)
{
	return -EOPNOTSUPP;
}

#endif /* PVSHIM_ABSENT */

#endif /* _PVSHIM_CALL_H */
