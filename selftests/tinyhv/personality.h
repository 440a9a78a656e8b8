/* SPDX-License-Identifier: GPL-2.0 */
/* A personality: what the guest is shown. One row each, in personalities/table.c. */
#ifndef TINYHV_PERSONALITY_H
#define TINYHV_PERSONALITY_H

#include "svm.h"

#define CPUID_HV_FIRST 0x40000000u
#define CPUID_HV_LAST  0x4fffffffu
#define CPUID_HV_BLOCK 0x100u

/* What becomes of the instruction that exited. */
enum outcome {
	DONE, /* step over it */
	FAULT_UD, /* raise #UD, #GP in the guest */
	FAULT_GP,
	REFUSED, /* unknown: #UD for VMMCALL, #GP for MSRs, ~0 from ports */
};

#define MAX_SIGNATURES 4

/* Leaf base: the highest leaf in EAX, the text in EBX, ECX, EDX. */
struct signature {
	const char *text; /* NULL: no more of them */
	u32 base, max_leaf;
};

/*
 * Every function may be missing. They find the guest's registers in
 * guest->regs; "steal" is called after the total of stolen cycles has grown,
 * and "event" when the guest writes a byte to the test port (testport.h).
 */
struct personality {
	const char *name;
	const char *about;
	bool hypervisor_bit;
	bool backdoor; /* VMware's port is there */
	bool echo; /* bases that are not there answer like the first */
	u32 variant; /* bits for the functions that several rows share */
	struct signature signatures[MAX_SIGNATURES + 1];
	void (*init)(void);
	bool (*leaf)(u32 leaf, struct leaf *out);
	enum outcome (*vmmcall)(struct guest *guest);
	enum outcome (*port)(struct guest *guest);
	enum outcome (*rdmsr)(u32 msr, u64 *value);
	enum outcome (*wrmsr)(struct guest *guest, u32 msr, u64 value);
	void (*steal)(u64 cycles);
	void (*event)(u8 number);
};

#define SIGNATURE_XEN	 "XenVMMXenVMM"
#define SIGNATURE_VMWARE "VMwareVMware"
#define SIGNATURE_KVM	 "KVMKVMKVM"
#define SIGNATURE_HYPERV "Microsoft Hv"
#define SIGNATURE_ACME	 "AcmeAcmeAcme"

extern const struct personality *personality; /* the one that was chosen */
u32 leaf_above(u32 leaf, const char *text);

#endif /* TINYHV_PERSONALITY_H */
