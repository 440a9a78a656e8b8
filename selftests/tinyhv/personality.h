/* SPDX-License-Identifier: GPL-2.0 */
/* A personality: what the guest is shown. One row each, in personality.c. */
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
	REFUSED, /* nobody's: #UD for VMMCALL, #GP for MSRs, ~0 from ports */
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

extern const struct personality *personality;
void choose_personality(const char *name);
u32 leaf_above(u32 leaf, const char *text);

/* personalities/vmware.c */
#define VMWARE_VMMCALL	 BIT(0) /* announced in CPUID, and taken */
#define VMWARE_NO_STEAL	 BIT(1)
#define VMWARE_NO_TIME	 BIT(2)
#define VMWARE_SAYS_BOTH BIT(3) /* VMMCALL and VMCALL, whatever is taken */
#define VMWARE_SAYS_NONE BIT(4) /* neither */
bool vmware_leaf(u32 leaf, struct leaf *out);
enum outcome vmware_vmmcall(struct guest *guest);
enum outcome vmware_port(struct guest *guest);
void vmware_steal(u64 cycles);
extern u32 vmware_areas_taken, vmware_areas_left; /* how often */

/* personalities/vmware-rpc.c: the backdoor's messages */
void vmware_message(struct regs *regs);

/* personalities/kvm.c */
bool kvm_leaf(u32 leaf, struct leaf *out);
enum outcome kvm_vmmcall(struct guest *guest);
enum outcome kvm_rdmsr(u32 msr, u64 *value);
enum outcome kvm_wrmsr(struct guest *guest, u32 msr, u64 value);
void kvm_steal(u64 cycles);

/* personalities/hyperv.c */
bool hyperv_leaf(u32 leaf, struct leaf *out);
enum outcome hyperv_vmmcall(struct guest *guest);
enum outcome hyperv_rdmsr(u32 msr, u64 *value);
enum outcome hyperv_wrmsr(struct guest *guest, u32 msr, u64 value);

/* personalities/acme.c */
bool acme_leaf(u32 leaf, struct leaf *out);
enum outcome acme_vmmcall(struct guest *guest);
void acme_steal(u64 cycles);

/* personalities/liar.c */
#define LIAR_KNOWS_VERSION BIT(8)
bool liar_leaf(u32 leaf, struct leaf *out);
bool liar_three_leaf(u32 leaf, struct leaf *out);
enum outcome liar_fault(struct guest *guest);
enum outcome liar_rdmsr_fault(u32 msr, u64 *value);
enum outcome liar_wrmsr_fault(struct guest *guest, u32 msr, u64 value);
enum outcome liar_garbage(struct guest *guest);
enum outcome liar_late_fault(struct guest *guest);
enum outcome liar_ignore(struct guest *guest);
enum outcome liar_half_answer(struct guest *guest);
bool liar_old_kvm_leaf(u32 leaf, struct leaf *out);
enum outcome liar_clobber(struct guest *guest);
void liar_steal(u64 cycles);
enum outcome liar_foreign_rdmsr(u32 msr, u64 *value);
bool liar_changing_leaf(u32 leaf, struct leaf *out);
enum outcome liar_changing_vmmcall(struct guest *guest);
void liar_change(u8 number);

#endif /* TINYHV_PERSONALITY_H */
