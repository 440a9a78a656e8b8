/* SPDX-License-Identifier: GPL-2.0 */
/* For providers, built in or in modules of their own. */
#ifndef _PVSHIM_PROVIDER_H
#define _PVSHIM_PROVIDER_H

#include <linux/bits.h>
#include <linux/module.h>

#include <pvshim/detect.h>
#include <pvshim/ops.h>
#include <pvshim/steal.h>

/*
 * Ratings, for pvshim_provider::rating. What the kernel maintains anyway is
 * read for nothing; asking a hypervisor costs an exit.
 */
#define PVSHIM_RATING_NATIVE	 0
#define PVSHIM_RATING_HYPERVISOR 200
#define PVSHIM_RATING_KERNEL	 300

/**
 * struct pvshim_probe - what the registry tells a provider, and hears from it
 * @signature: the provider's signature as the host announces it now, or NULL if it
 *	names none. Feature bits are read from here, at each probe: what was true when
 *	the provider was registered may not be true on the host of today
 * @version: the provider fills in its version as people write it, or leaves it
 * @why: where an operation is refused, the provider writes the reason here:
 *	what was asked and what came back
 */
struct pvshim_probe {
	const struct pvshim_signature *signature;
	char version[24];
	char why[96];
};

struct pv_late_ops;

/**
 * struct pvshim_late - what a provider can serve of the kernel's own operations
 * @ops: the functions, as <asm/paravirt_late.h> describes them. May lie on the
 *	kernel's hottest paths.
 * @probe: whether the operation @op, one of the bits PV_LATE_..., can be served on
 *	this machine; like &pvshim_provider.probe. Asked also where @ops has no
 *	such function, so that the reason can be told. -EBUSY where the kernel's
 *	own guest code has in its hands what the operation would need.
 * @start: called before the first call of any of @ops, as bits PV_LATE_..., can
 *	come. May sleep. Returns 0 or a negative errno, which refuses all of them.
 *	May be NULL.
 * @stop: called for each successful @start, with the same bits, when no call can
 *	be inside any more. May sleep. May be NULL.
 *
 * Late operations are attached and detached while the system runs, and only on
 * request. They are detached while it sleeps and before it reboots. A kernel
 * without CONFIG_PARAVIRT_LATE has neither the header nor the operations, so what
 * is needed for them is best kept in a file of its own.
 */
struct pvshim_late {
	const struct pv_late_ops *ops;

	int (*probe)(u32 op, struct pvshim_probe *probe);
	int (*start)(u32 ops);
	void (*stop)(u32 ops);
};

/**
 * struct pvshim_provider - somebody who can serve operations
 * @name: name in sysfs; lower case letters, digits, '_' and '-'
 * @owner: THIS_MODULE, which is NULL where the provider is built in
 * @signature: the CPUID signature without which the provider is absent, or
 *	NULL if it needs none
 * @rating: where several can serve an operation when pvshim binds by itself,
 *	at its load, the highest is taken; later it is the administrator's choice
 * @ops: the functions
 * @shared: the operations, as BIT(PVSHIM_OP_...), that share state in this
 *	provider: those of them that it serves are bound to it together, and
 *	leave it together. 0 if each stands for itself.
 * @steal_filter: the filter its steal_clock goes through, or NULL
 * @late: the kernel's own operations that it can serve, or NULL; not looked at by
 *	a kernel without CONFIG_PARAVIRT_LATE
 * @start: called when the signature has been found, at registration or later, and at
 *	each verification again; fills in &struct pvshim_probe. May sleep. Operations
 *	may be bound meanwhile and must not be disturbed. Returns 0, or a negative errno
 *	as long as the provider is of no use here.
 * @probe: whether the operation can be served on this machine, found out by its
 *	own feature bit and one guarded trial, never from a name. May sleep.
 *	Returns 0, or -EOPNOTSUPP where it is not offered, or -EIO where it is
 *	offered and the trial failed, which pvshim logs as a warning; with
 *	&pvshim_probe.why filled in. Called again while the operation is bound,
 *	after a resume, a fork of the virtual machine or on demand, and must not
 *	disturb it then; failing makes it native.
 * @bind: called before the first call can reach the operation. May sleep.
 *	Returns 0 or a negative errno, which refuses the switch. May be NULL.
 * @unbind: called when no call can be inside the operation any more, which
 *	makes each switch away from this provider wait for all running calls. May
 *	sleep. NULL if there is nothing to undo: a switch then waits for nobody,
 *	and only unregistration does.
 * @lost: called when the signature is gone, while operations may still be bound. The
 *	host is another one, so nothing may be asked of it from now on, in @unbind and
 *	@stop neither, until @start is called again. Operations that ask it are on
 *	their way out; their instructions are guarded. May be NULL.
 * @stop: called if @start succeeded before, when nothing is bound any more: because the
 *	signature is gone, because @start fails by now, or at unregistration. @start may
 *	be called again later. May be NULL.
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
	const struct pvshim_late *late;

	int (*start)(struct pvshim_probe *probe);
	int (*probe)(enum pvshim_op op, struct pvshim_probe *probe);
	int (*bind)(enum pvshim_op op);
	void (*unbind)(enum pvshim_op op);
	void (*lost)(void);
	void (*stop)(void);
};

/**
 * pvshim_register_provider - make a provider known
 * @provider: the provider; must stay until it is unregistered
 *
 * Probes every operation of the provider. Binds nothing but what the administrator
 * has wished of a provider of this name at load, by the parameter "bind".
 *
 * Context: task, may sleep; takes pvshim's mutex.
 * Return: 0; -EINVAL for an incomplete or badly named provider; -EBUSY if the
 * name is taken (-EEXIST would make modprobe report success); -ENODEV if the
 * provider's signature was not found or its start function refused; -ENOMEM.
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
