/* SPDX-License-Identifier: GPL-2.0 */
/* For providers, built in or in modules of their own. */
#ifndef _PVSHIM_PROVIDER_H
#define _PVSHIM_PROVIDER_H

#include <linux/bits.h>
#include <linux/module.h>

#include <pvshim/hypervisor.h>
#include <pvshim/ops.h>
#include <pvshim/steal.h>

/*
 * Ratings, for pvshim_provider::rating. What the kernel maintains anyway is read
 * without an exit; asking a hypervisor costs one.
 */
#define PVSHIM_RATING_NATIVE	 0
#define PVSHIM_RATING_HYPERVISOR 200
#define PVSHIM_RATING_KERNEL	 300

/**
 * struct pvshim_probe - input and result of a provider's init and probe functions
 * @signature: the provider's signature as the host announces it now, or NULL if it
 *	names none. Feature bits are read from here, at each probe: the guest may be on
 *	another host than when the provider was registered
 * @bound: the operations, as BIT(PVSHIM_OP_...), that are not native now, whichever
 *	provider serves them. Where one of the kernel's operations is among them, what
 *	the kernel seems to serve by itself may be served through pvshim.
 * @version: the provider writes the hypervisor's version here, or leaves it empty
 * @why: where an operation is refused, the provider writes the reason here:
 *	what was asked and what came back
 */
struct pvshim_probe {
	const struct pvshim_signature *signature;
	u32 bound;
	char version[24];
	char why[96];
};

/**
 * PVSHIM_KERNEL_OPS - a provider's functions for the kernel's own operations
 *
 * For initialisers of &struct pvshim_ops: nothing on a kernel that lets no module
 * serve its operations (CONFIG_PARAVIRT_LATE), which has no such members.
 */
#ifdef CONFIG_PARAVIRT_LATE
#define PVSHIM_KERNEL_OPS(...) __VA_ARGS__
#else
#define PVSHIM_KERNEL_OPS(...)
#endif

/**
 * struct pvshim_provider - what can serve operations
 * @name: name in sysfs; lower case letters, digits, '_' and '-'
 * @owner: THIS_MODULE, which is NULL where the provider is built in
 * @signature: the CPUID signature without which the provider is absent, or
 *	NULL if it needs none
 * @rating: where several can serve an operation when pvshim binds by itself,
 *	at its load, the highest is taken; later it is the administrator's choice
 * @ops: the functions
 * @shared: the operations, as BIT(PVSHIM_OP_...), that share state in this
 *	provider: those of them that it serves are bound to it together, and
 *	leave it together. Operations of modules, or of the kernel, but not both.
 *	0 if each stands for itself.
 * @steal_filter: the filter its steal_clock goes through, or NULL
 * @init: called when the signature has been found, at registration or later, and at
 *	each verification again; fills in &struct pvshim_probe. May sleep. Operations
 *	may be bound meanwhile and must not be disturbed. Returns 0, or a negative errno
 *	as long as the provider is of no use here.
 * @probe: whether the operation can be served on this machine, found out by its
 *	own feature bit and one guarded trial, never from a name. May sleep.
 *	Returns 0, or -EOPNOTSUPP where it is not offered, or -EIO where it is
 *	offered and the trial failed, which pvshim logs as a warning, or -EBUSY
 *	where the kernel's own guest code holds what the operation would need; with
 *	&pvshim_probe.why filled in. Called also for operations that @ops has no function
 *	for, so that the provider can give the reason. Called again while the operation is
 *	bound, after a resume, a fork of the virtual machine or on demand, and must not
 *	disturb it then; a failure makes it native.
 * @bind: called before the first call can reach the operation. May sleep.
 *	Returns 0 or a negative errno, which refuses the switch. May be NULL.
 * @unbind: called when no call can be inside the operation any more, which
 *	makes each switch away from this provider wait for all running calls. May
 *	sleep. NULL if there is nothing to undo: a switch then does not wait for running
 *	calls, and only unregistration does.
 * @lost: called when the signature is gone, while operations may still be bound. The
 *	host is another one, so the provider asks nothing of it from now on, also not in
 *	@unbind and @exit, until @init is called again. Operations that are still bound
 *	become native right afterwards; a hypercall that one of them makes meanwhile is
 *	guarded. May be NULL.
 * @exit: called if @init succeeded before, when nothing is bound any more: because the
 *	signature is gone, because @init failed at a verification, or at unregistration.
 *	@init may be called again later. May be NULL.
 *
 * Always const. All functions but those of @ops are called with pvshim's
 * mutex held and must not call the registry.
 */
struct pvshim_provider {
	const char *name;
	struct module *owner;
	const char *signature;
	unsigned int rating;
	const struct pvshim_ops *ops;
	u32 shared;
	struct pvshim_steal_filter *steal_filter;

	int (*init)(struct pvshim_probe *probe);
	int (*probe)(enum pvshim_op op, struct pvshim_probe *probe);
	int (*bind)(enum pvshim_op op);
	void (*unbind)(enum pvshim_op op);
	void (*lost)(void);
	void (*exit)(void);
};

/**
 * pvshim_register_provider - make a provider known
 * @provider: the provider; must stay until it is unregistered
 *
 * Probes every operation of the provider. Binds only what the parameter "bind" asked
 * of a provider of this name at load.
 *
 * Context: task, may sleep; takes pvshim's mutex.
 * Return: 0; -EINVAL for an incomplete or badly named provider; -EBUSY if the
 * name is taken (-EEXIST would make modprobe report success); -ENODEV if the
 * provider's signature was not found or its init function refused; -ENOMEM.
 */
int pvshim_register_provider(const struct pvshim_provider *provider);

/**
 * pvshim_unregister_provider - forget a provider
 * @provider: a registered provider
 *
 * What is bound to it becomes native first. When this returns, no call is
 * inside any of its functions, so the caller may be unloaded.
 *
 * Context: task, sleeps; takes pvshim's mutex.
 */
void pvshim_unregister_provider(const struct pvshim_provider *provider);

#endif /* _PVSHIM_PROVIDER_H */
