/* SPDX-License-Identifier: GPL-2.0 */
/* What the rows of table.c are made of, and the choice of one of them. */
#ifndef TINYHV_TABLE_H
#define TINYHV_TABLE_H

#include "personality.h"

void choose_personality(const char *name);

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
#define KVM_VIRTUALBOX BIT(9) /* the features of VirtualBox */
bool kvm_leaf(u32 leaf, struct leaf *out);
enum outcome kvm_vmmcall(struct guest *guest);
enum outcome virtualbox_vmmcall(struct guest *guest);
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
enum outcome liar_hang(struct guest *guest);
enum outcome liar_ignore(struct guest *guest);
enum outcome liar_half_answer(struct guest *guest);
bool liar_old_kvm_leaf(u32 leaf, struct leaf *out);
enum outcome liar_clobber(struct guest *guest);
void liar_steal(u64 cycles);
enum outcome liar_foreign_rdmsr(u32 msr, u64 *value);
bool liar_changing_leaf(u32 leaf, struct leaf *out);
enum outcome liar_changing_vmmcall(struct guest *guest);
void liar_change(u8 number);

#endif /* TINYHV_TABLE_H */
