// SPDX-License-Identifier: GPL-2.0
/* Detection: which hypervisor interfaces CPUID announces, and which of them are sound. */
#include <linux/kernel.h>
#include <linux/string.h>

#include "abi/cpuid.h"
#include "detect.h"

/* A word of a leaf above the base, and where it belongs in a signature. */
struct fact {
	u32 leaf; /* 0: the end of the list */
	size_t from, to;
};

#define FACT(leaf, reg, member)                    \
	{ leaf, offsetof(struct pvshim_leaf, reg), \
	  offsetof(struct pvshim_signature, member) }

/* A row per known interface: what must be there before it may be used. */
struct interface {
	const char *text;
	enum pvshim_hv hv;
	u32 needs; /* leaves above the base that it promises */
	struct fact facts[6]; /* each read only if its leaf is there */
};

static const struct interface interfaces[] = {
	{
		.text = PVSHIM_XEN_SIGNATURE,
		.hv = PVSHIM_HV_XEN,
		.needs = PVSHIM_XEN_LEAF_HYPERCALL,
		.facts = {
			FACT(PVSHIM_XEN_LEAF_VERSION, eax, version),
			FACT(PVSHIM_XEN_LEAF_FEATURES, eax, features),
		},
	},
	{
		.text = PVSHIM_VMWARE_SIGNATURE,
		.hv = PVSHIM_HV_VMWARE,
		.facts = {
			FACT(PVSHIM_VMWARE_LEAF_FEATURES, ecx, features),
		},
	},
	{
		.text = PVSHIM_KVM_SIGNATURE,
		.hv = PVSHIM_HV_KVM,
		.facts = {
			FACT(PVSHIM_KVM_LEAF_FEATURES, eax, features),
			FACT(PVSHIM_KVM_LEAF_FEATURES, edx, hints),
		},
	},
	{
		.text = PVSHIM_HYPERV_SIGNATURE,
		.hv = PVSHIM_HV_HYPERV,
		.needs = PVSHIM_HYPERV_LEAF_LIMITS,
		.facts = {
			FACT(PVSHIM_HYPERV_LEAF_VERSION, ebx, version),
			FACT(PVSHIM_HYPERV_LEAF_FEATURES, eax, features),
			FACT(PVSHIM_HYPERV_LEAF_FEATURES, edx, more_features),
			FACT(PVSHIM_HYPERV_LEAF_HINTS, eax, hints),
			FACT(PVSHIM_HYPERV_LEAF_HINTS, ebx, spins),
		},
	},
};

/* clang-format off */
static const char * const hv_names[PVSHIM_NR_HV] = {
	[PVSHIM_HV_NONE]	= "none",
	[PVSHIM_HV_UNKNOWN]	= "unknown",
	[PVSHIM_HV_XEN]		= "xen",
	[PVSHIM_HV_VMWARE]	= "vmware",
	[PVSHIM_HV_KVM]		= "kvm",
	[PVSHIM_HV_HYPERV]	= "hyperv",
};

/* clang-format on */

static const char *const fault_texts[PVSHIM_NR_FAULTS] = {
	[PVSHIM_FAULT_NONE] = "usable",
	[PVSHIM_FAULT_UNKNOWN] = "not known to pvshim",
	[PVSHIM_FAULT_BELOW_BASE] = "its maximum leaf lies below its base",
	[PVSHIM_FAULT_TOO_SHORT] = "leaves that it promises are missing",
	[PVSHIM_FAULT_BAD_INTERFACE] = "its identification leaf is wrong",
	[PVSHIM_FAULT_DUPLICATE] = "announced at a lower base already",
};

const char *pvshim_hv_name(enum pvshim_hv hv)
{
	return hv_names[hv];
}

const char *pvshim_fault_text(enum pvshim_fault fault)
{
	return fault_texts[fault];
}

/* The text of a leaf's signature; false if it cannot be one. */
static bool signature_text(const struct pvshim_leaf *leaf,
			   char text[PVSHIM_SIGNATURE_LEN + 1])
{
	unsigned int i, len;

	memcpy(text + 0, &leaf->ebx, 4);
	memcpy(text + 4, &leaf->ecx, 4);
	memcpy(text + 8, &leaf->edx, 4);
	text[PVSHIM_SIGNATURE_LEN] = '\0';

	/* Printable, at least four bytes, and zero padding only at the end. */
	len = strlen(text);
	if (len < 4)
		return false;
	for (i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	for (; i < PVSHIM_SIGNATURE_LEN; i++)
		if (text[i])
			return false;
	return true;
}

static const struct interface *find_interface(const char *text)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(interfaces); i++)
		if (!strcmp(interfaces[i].text, text))
			return &interfaces[i];
	return NULL;
}

static bool already_found(const struct pvshim_detection *d,
			  const struct pvshim_signature *sig)
{
	unsigned int i;

	for (i = 0; i < d->nr; i++)
		if (d->signatures[i].fault == PVSHIM_FAULT_NONE &&
		    d->signatures[i].hv == sig->hv)
			return true;
	return false;
}

static void read_facts(const struct pvshim_machine *machine,
		       const struct interface *known,
		       struct pvshim_signature *sig)
{
	const struct fact *fact;
	struct pvshim_leaf leaf;

	for (fact = known->facts; fact->leaf; fact++) {
		if (sig->max_leaf - sig->base < fact->leaf)
			continue;
		machine->read_leaf(machine->context, sig->base + fact->leaf,
				   &leaf);
		memcpy((char *)sig + fact->to, (char *)&leaf + fact->from,
		       sizeof(u32));
	}
}

/*
 * Some hosts answer at each base as they do at the one where their interface is. Such
 * an echo is neither another signature nor a broken one.
 */
static bool is_echo(const struct pvshim_detection *d,
		    const struct pvshim_signature *sig)
{
	unsigned int i;

	if (sig->max_leaf >= sig->base)
		return false;
	for (i = 0; i < d->nr; i++)
		if (!strcmp(d->signatures[i].text, sig->text))
			return true;
	return false;
}

/* 0: the host does not report it, or old KVM at the first base, which means base+1. */
static u32 told_max_leaf(const struct interface *known,
			 const struct pvshim_signature *sig)
{
	if (sig->max_leaf)
		return sig->max_leaf;
	if (known && known->hv == PVSHIM_HV_KVM &&
	    sig->base == PVSHIM_CPUID_FIRST_BASE)
		return sig->base + PVSHIM_KVM_LEAF_FEATURES;
	return sig->base;
}

/* Judge a signature by the leaves behind it; its text alone proves nothing. */
static enum pvshim_fault judge(const struct pvshim_machine *machine,
			       const struct interface *known,
			       const struct pvshim_detection *d,
			       struct pvshim_signature *sig)
{
	struct pvshim_leaf leaf;

	sig->max_leaf = told_max_leaf(known, sig);
	if (sig->max_leaf < sig->base)
		return PVSHIM_FAULT_BELOW_BASE;
	sig->max_leaf = min(sig->max_leaf, sig->base + PVSHIM_CPUID_BLOCK - 1);
	if (!known)
		return PVSHIM_FAULT_UNKNOWN;

	sig->hv = known->hv;
	if (sig->max_leaf - sig->base < known->needs)
		return PVSHIM_FAULT_TOO_SHORT;
	if (known->hv == PVSHIM_HV_HYPERV) {
		machine->read_leaf(machine->context,
				   sig->base + PVSHIM_HYPERV_LEAF_INTERFACE,
				   &leaf);
		if (leaf.eax != PVSHIM_HYPERV_INTERFACE)
			return PVSHIM_FAULT_BAD_INTERFACE;
	}
	if (already_found(d, sig))
		return PVSHIM_FAULT_DUPLICATE;
	read_facts(machine, known, sig);
	return PVSHIM_FAULT_NONE;
}

static void add_signature(struct pvshim_detection *d,
			  const struct pvshim_signature *sig)
{
	unsigned int room = PVSHIM_MAX_SIGNATURES;

	/* Unusable ones, however many, leave room for one usable one of each interface. */
	if (sig->fault != PVSHIM_FAULT_NONE)
		room -= ARRAY_SIZE(interfaces);
	if (d->nr >= room) {
		d->dropped++;
		return;
	}
	d->signatures[d->nr++] = *sig;
}

static void scan_base(const struct pvshim_machine *machine, u32 base,
		      struct pvshim_detection *d)
{
	struct pvshim_signature sig = {
		.hv = PVSHIM_HV_UNKNOWN,
		.base = base,
	};
	struct pvshim_leaf leaf;

	machine->read_leaf(machine->context, base, &leaf);
	if (!signature_text(&leaf, sig.text))
		return;

	sig.max_leaf = leaf.eax;
	if (is_echo(d, &sig))
		return;
	sig.fault = judge(machine, find_interface(sig.text), d, &sig);
	add_signature(d, &sig);
	/*
	 * The interface at the highest base wins, as in Linux: a host that offers
	 * several puts the one that it imitates at the first base. Linux looks for
	 * VMware and Hyper-V at the first base only; here each is found at any base.
	 */
	if (sig.fault == PVSHIM_FAULT_NONE)
		d->primary = sig.hv;
}

/*
 * VMware may hide the hypervisor bit. Its backdoor port is then tried only where the
 * DMI serial number is VMware's: on other machines another device may have that port.
 */
static void try_vmware_dmi(const struct pvshim_machine *machine,
			   struct pvshim_detection *d)
{
	struct pvshim_signature sig = {
		.text = PVSHIM_VMWARE_SIGNATURE,
		.hv = PVSHIM_HV_VMWARE,
		.from_dmi = true,
	};

	if (!machine->vmware_dmi || !machine->backdoor_version)
		return;
	sig.version = machine->backdoor_version(machine->context);
	if (!sig.version)
		return;
	add_signature(d, &sig);
	d->primary = sig.hv;
}

void pvshim_detect(const struct pvshim_machine *machine,
		   struct pvshim_detection *out)
{
	u32 base;

	memset(out, 0, sizeof(*out));
	out->primary = PVSHIM_HV_NONE;
	if (!machine->hypervisor_bit) {
		try_vmware_dmi(machine, out);
		return;
	}

	out->primary = PVSHIM_HV_UNKNOWN;
	for (base = PVSHIM_CPUID_FIRST_BASE; base <= PVSHIM_CPUID_LAST_BASE;
	     base += PVSHIM_CPUID_BLOCK)
		scan_base(machine, base, out);
}

const struct pvshim_signature *
pvshim_find_signature(const struct pvshim_detection *d, const char *text)
{
	unsigned int i;

	for (i = 0; i < d->nr; i++) {
		const struct pvshim_signature *sig = &d->signatures[i];

		if (!strcmp(sig->text, text) &&
		    (sig->fault == PVSHIM_FAULT_NONE ||
		     sig->fault == PVSHIM_FAULT_UNKNOWN))
			return sig;
	}
	return NULL;
}
