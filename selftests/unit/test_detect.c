// SPDX-License-Identifier: GPL-2.0
/*
 * Machines written down leaf by leaf, and what the detector must find on each.
 * Machines that are too regular to write down are in test_detect_bases.c.
 */
#include <string.h>

#include <linux/kernel.h>

#include "fake-cpu.h"
#include "ktap.h"

#define B0   0x40000000u
#define B1   0x40000100u
#define LAST 0x4000ff00u

/* A signature leaf; any leaf with its four registers; one with EAX alone. */
/* clang-format off */
#define S(leaf, max, text)	{ leaf, text, { max, 0, 0, 0 } }
#define L(leaf, ...)		{ leaf, NULL, { __VA_ARGS__ } }
/* clang-format on */
#define A(leaf, eax) L(leaf, eax, 0, 0, 0)
#define XEN	     "XenVMMXenVMM"
#define VMW	     "VMwareVMware"
#define KVM	     "KVMKVMKVM"
#define HV	     "Microsoft Hv"
#define HV1	     0x31237648u

#define OK	PVSHIM_FAULT_NONE
#define SHORT	PVSHIM_FAULT_TOO_SHORT
#define BELOW	PVSHIM_FAULT_BELOW_BASE
#define UNKNOWN PVSHIM_FAULT_UNKNOWN
#define BAD	PVSHIM_FAULT_BAD_INTERFACE
#define DUP	PVSHIM_FAULT_DUPLICATE

struct machine {
	const char *name;
	struct {
		u32 leaf;
		const char *text;
		struct pvshim_leaf regs;
	} leaves[10];
	struct pvshim_leaf absent;
	enum pvshim_hv primary;
	struct {
		const char *text;
		enum pvshim_fault fault;
		u32 base, max_leaf, version, features;
		u32 more_features, hints, spins;
	} found[4];
};

/* What a row leaves out at its end is 0. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* clang-format off */
static const struct machine machines[] = {
	{ "nothing but the bit", { }, { }, PVSHIM_HV_UNKNOWN, { } },
	{ "TCG is unknown", { S(B0, B0 + 1, "TCGTCGTCGTCG"), A(B0 + 1, 7) },
	  { }, PVSHIM_HV_UNKNOWN,
	  { { "TCGTCGTCGTCG", UNKNOWN, B0, B0 + 1, 0, 0 } } },

	{ "Xen: version and features from EAX",
	  { S(B0, B0 + 5, XEN), L(B0 + 1, 0x40011, 1, 2, 3),
	    L(B0 + 2, 9, 9, 9, 9), L(B0 + 4, 0x2a, 4, 5, 6) },
	  { }, PVSHIM_HV_XEN, { { XEN, OK, B0, B0 + 5, 0x40011, 0x2a } } },
	{ "Xen without its feature leaf",
	  { S(B0, B0 + 3, XEN), A(B0 + 1, 0x30002), A(B0 + 4, ~0u) },
	  { }, PVSHIM_HV_XEN, { { XEN, OK, B0, B0 + 3, 0x30002, 0 } } },
	{ "Xen with exactly its feature leaf",
	  { S(B0, B0 + 4, XEN), A(B0 + 4, 8) },
	  { }, PVSHIM_HV_XEN, { { XEN, OK, B0, B0 + 4, 0, 8 } } },
	{ "Xen with exactly what it promises", { S(B0, B0 + 2, XEN) },
	  { }, PVSHIM_HV_XEN, { { XEN, OK, B0, B0 + 2, 0, 0 } } },
	{ "Xen too short", { S(B0, B0 + 1, XEN), A(B0 + 1, 0x40011) },
	  { }, PVSHIM_HV_UNKNOWN, { { XEN, SHORT, B0, B0 + 1, 0, 0 } } },

	{ "VMware: features from ECX",
	  { S(B0, B0 + 0x10, VMW), L(B0 + 0x10, 1, 2, 3, 4) },
	  { }, PVSHIM_HV_VMWARE, { { VMW, OK, B0, B0 + 0x10, 0, 3 } } },
	{ "VMware without its feature leaf",
	  { S(B0, B0 + 0xf, VMW), L(B0 + 0x10, 1, 2, 3, 4) },
	  { }, PVSHIM_HV_VMWARE, { { VMW, OK, B0, B0 + 0xf, 0, 0 } } },
	{ "VMware with no further leaf", { S(B0, B0, VMW) },
	  { }, PVSHIM_HV_VMWARE, { { VMW, OK, B0, B0, 0, 0 } } },
	{ "VMware below its base", { S(B0, B0 - 1, VMW) },
	  { }, PVSHIM_HV_UNKNOWN, { { VMW, BELOW, B0, B0 - 1, 0, 0 } } },

	{ "KVM: features from EAX, hints from EDX",
	  { S(B0, B0 + 1, KVM), L(B0 + 1, 0x1007efb, 1, 2, 3) },
	  { }, PVSHIM_HV_KVM,
	  { { KVM, OK, B0, B0 + 1, 0, 0x1007efb, 0, 3, 0 } } },
	{ "KVM: maximum leaf 0 means base + 1",
	  { S(B0, 0, KVM), A(B0 + 1, 0x20) },
	  { }, PVSHIM_HV_KVM, { { KVM, OK, B0, B0 + 1, 0, 0x20 } } },
	{ "KVM of old beside Hyper-V has no feature leaf",
	  { S(B0, B0 + 6, HV), A(B0 + 1, HV1), S(B1, 0, KVM) },
	  { 0x960, 0xdac, 0x64, 1 }, PVSHIM_HV_KVM,
	  { { HV, OK, B0, B0 + 6, 0xdac, 0x960, 1, 0x960, 0xdac },
	    { KVM, OK, B1, B1, 0, 0, 0, 0, 0 } } },
	{ "KVM without its feature leaf",
	  { S(B0, B0, KVM), L(B0 + 1, 0x20, 0, 0, 1) },
	  { }, PVSHIM_HV_KVM, { { KVM, OK, B0, B0, 0, 0, 0, 0, 0 } } },
	{ "KVM at the second base, maximum below it", { S(B1, B0 + 1, KVM) },
	  { }, PVSHIM_HV_UNKNOWN, { { KVM, BELOW, B1, B0 + 1, 0, 0 } } },
	{ "maximum leaf 0 is not told: the base is there, no more",
	  { S(B0, 0, XEN), S(B1, 0, VMW), S(LAST, 0, HV) },
	  { }, PVSHIM_HV_VMWARE,
	  { { XEN, SHORT, B0, B0, 0, 0 }, { VMW, OK, B1, B1, 0, 0 },
	    { HV, SHORT, LAST, LAST, 0, 0 } } },
	{ "an unknown one that does not tell: OpenBSD",
	  { S(B0, 0, "OpenBSDVMM58"), L(B0 + 1, 7, 7, 7, 7) },
	  { }, PVSHIM_HV_UNKNOWN,
	  { { "OpenBSDVMM58", UNKNOWN, B0, B0, 0, 0 } } },

	/* VirtualBox's three interfaces: src/VBox/VMM/VMMR3/GIM*.cpp, of 2024 */
	{ "VirtualBox for Linux is KVM with a clock and kicks",
	  { S(B0, B0 + 1, KVM), A(B0 + 1, 0x1000089) },
	  { }, PVSHIM_HV_KVM, { { KVM, OK, B0, B0 + 1, 0, 0x1000089 } } },
	{ "VirtualBox for Windows: Hyper-V's leaves by another name",
	  { S(B0, B0 + 6, "VBoxVBoxVBox"), A(B0 + 1, HV1), A(B0 + 3, 0xaf2),
	    L(B0 + 4, 0x128, ~0u, 0, 0) },
	  { }, PVSHIM_HV_UNKNOWN,
	  { { "VBoxVBoxVBox", UNKNOWN, B0, B0 + 6, 0, 0 } } },
	{ "VirtualBox, minimal: leaves without a text",
	  { A(B0, B0 + 0x10), L(B0 + 0x10, 2800000, 1000000, 0, 0) },
	  { }, PVSHIM_HV_UNKNOWN, { } },

	{ "Hyper-V: version, features and what it recommends",
	  { S(B0, B0 + 0xb, HV), L(B0 + 1, HV1, 0, 0, 0),
	    L(B0 + 2, 0x4563, 0xa0000, 2, 3), L(B0 + 3, 0x2e7f, 7, 8, 9),
	    L(B0 + 4, 0x424, 0xfff, 10, 11) },
	  { }, PVSHIM_HV_HYPERV,
	  { { HV, OK, B0, B0 + 0xb, 0xa0000, 0x2e7f, 9, 0x424, 0xfff } } },
	{ "Hyper-V with exactly what it promises",
	  { S(B0, B0 + 5, HV), A(B0 + 1, HV1) },
	  { }, PVSHIM_HV_HYPERV, { { HV, OK, B0, B0 + 5, 0, 0 } } },
	{ "Hyper-V too short", { S(B0, B0 + 4, HV), A(B0 + 1, HV1) },
	  { }, PVSHIM_HV_UNKNOWN, { { HV, SHORT, B0, B0 + 4, 0, 0 } } },
	{ "Hyper-V without Hv#1",
	  { S(B0, B0 + 5, HV), A(B0 + 1, HV1 + 1), A(B0 + 3, 1) },
	  { }, PVSHIM_HV_UNKNOWN, { { HV, BAD, B0, B0 + 5, 0, 0 } } },
	{ "Hyper-V with Hv#1 in the wrong register",
	  { S(B0, B0 + 5, HV), L(B0 + 1, 0, HV1, HV1, HV1) },
	  { }, PVSHIM_HV_UNKNOWN, { { HV, BAD, B0, B0 + 5, 0, 0 } } },

	{ "Xen that imitates Hyper-V",
	  { S(B0, B0 + 6, HV), A(B0 + 1, HV1), S(B1, B1 + 5, XEN),
	    A(B1 + 1, 0x40013) },
	  { }, PVSHIM_HV_XEN,
	  { { HV, OK, B0, B0 + 6, 0, 0 },
	    { XEN, OK, B1, B1 + 5, 0x40013, 0 } } },
	{ "KVM that imitates Hyper-V",
	  { S(B0, B0 + 0xb, HV), A(B0 + 1, HV1), S(B1, B1 + 1, KVM),
	    A(B1 + 1, 0x81) },
	  { }, PVSHIM_HV_KVM,
	  { { HV, OK, B0, B0 + 0xb, 0, 0 },
	    { KVM, OK, B1, B1 + 1, 0, 0x81 } } },
	{ "a useless one at the higher base is not primary",
	  { S(B0, B0 + 1, KVM), S(B1, B1 + 1, XEN), S(LAST, LAST, "Whatever") },
	  { }, PVSHIM_HV_KVM,
	  { { KVM, OK, B0, B0 + 1, 0, 0 }, { XEN, SHORT, B1, B1 + 1, 0, 0 },
	    { "Whatever", UNKNOWN, LAST, LAST, 0, 0 } } },
	{ "the second of two is a duplicate and is not read",
	  { S(B0, B0 + 2, XEN), A(B0 + 1, 1), S(B1, B1 + 2, XEN),
	    A(B1 + 1, 2) },
	  { }, PVSHIM_HV_XEN,
	  { { XEN, OK, B0, B0 + 2, 1, 0 }, { XEN, DUP, B1, B1 + 2, 0, 0 } } },
	{ "an echo is not the second of two",
	  { S(B0, B0 + 2, XEN), S(B1, B0 + 2, XEN), S(LAST, B0 + 2, XEN) },
	  { }, PVSHIM_HV_XEN, { { XEN, OK, B0, B0 + 2, 0, 0 } } },
	{ "after a faulty one the second is no duplicate",
	  { S(B0, B0 + 1, XEN), S(B1, B1 + 2, XEN), A(B1 + 1, 2) },
	  { }, PVSHIM_HV_XEN,
	  { { XEN, SHORT, B0, B0 + 1, 0, 0 }, { XEN, OK, B1, B1 + 2, 2, 0 } } },
	{ "a duplicate does not take the lead back",
	  { S(B0, B0 + 1, KVM), S(B1, B1 + 2, XEN), S(LAST, LAST + 1, KVM) },
	  { }, PVSHIM_HV_XEN,
	  { { KVM, OK, B0, B0 + 1, 0, 0 }, { XEN, OK, B1, B1 + 2, 0, 0 },
	    { KVM, DUP, LAST, LAST + 1, 0, 0 } } },

	{ "everything is trusted only within its block",
	  { S(B0, ~0u, XEN), S(B1, ~0u, "Something"), S(LAST, ~0u, VMW) },
	  { }, PVSHIM_HV_VMWARE,
	  { { XEN, OK, B0, B0 + 0xff, 0, 0 },
	    { "Something", UNKNOWN, B1, B1 + 0xff, 0, 0 },
	    { VMW, OK, LAST, LAST + 0xff, 0, 0 } } },
	{ "maximum at and behind the end of the block",
	  { S(B0, B0 + 0xff, XEN), S(B1, B1 + 0x100, VMW) },
	  { }, PVSHIM_HV_VMWARE,
	  { { XEN, OK, B0, B0 + 0xff, 0, 0 },
	    { VMW, OK, B1, B1 + 0xff, 0, 0 } } },
	{ "two texts at two bases, both below: broken, no echoes",
	  { S(B0, 0x16, "Something"), S(B1, 0x16, "Anything") },
	  { }, PVSHIM_HV_UNKNOWN,
	  { { "Something", BELOW, B0, 0x16, 0, 0 },
	    { "Anything", BELOW, B1, 0x16, 0, 0 } } },
	{ "an unknown one below its base", { S(B0, 0x16, "Something") },
	  { }, PVSHIM_HV_UNKNOWN,
	  { { "Something", BELOW, B0, 0x16, 0, 0 } } },

	{ "text: zero inside",
	  { L(B0, B0, 0x64636261, 0, 0x64636261),
	    L(B1, B1, 0x566e6558, 0x65584d4d, 0x004d4d00) },
	  { }, PVSHIM_HV_UNKNOWN, { } },
	{ "text: three characters", { S(B0, B0, "Abc") }, { },
	  PVSHIM_HV_UNKNOWN, { } },
	{ "text: four characters", { S(B0, B0, "Abcd") }, { },
	  PVSHIM_HV_UNKNOWN, { { "Abcd", UNKNOWN, B0, B0, 0, 0 } } },
	{ "text: first and last printable", { S(B0, B0, " ~ ~ ~") }, { },
	  PVSHIM_HV_UNKNOWN, { { " ~ ~ ~", UNKNOWN, B0, B0, 0, 0 } } },
	{ "text: unprintable",
	  { S(B0, B0, "abcd\037efg"), S(B1, B1, "abcdefghijk\x7f"),
	    S(B1 + 0x100, B1, "\xffnMMXenVMM"), S(LAST, LAST, "\nKVMKVMKVM") },
	  { }, PVSHIM_HV_UNKNOWN, { } },
	{ "text: almost known",
	  { S(B0, B0 + 9, "KVMKVMKVM   "), S(B1, B1 + 9, "XenVMMXenVM"),
	    S(LAST, LAST + 9, "microsoft hv") }, { }, PVSHIM_HV_UNKNOWN,
	  { { "KVMKVMKVM   ", UNKNOWN, B0, B0 + 9, 0, 0 },
	    { "XenVMMXenVM", UNKNOWN, B1, B1 + 9, 0, 0 },
	    { "microsoft hv", UNKNOWN, LAST, LAST + 9, 0, 0 } } },

	/* What a leaf out of range answers: the highest basic leaf's content */
	{ "basic leaf behind the signature, Intel: leaf 0x16",
	  { S(B0, B0 + 1, KVM), A(B0 + 1, 0x1007efb) },
	  { 0x960, 0xdac, 0x64, 0 }, PVSHIM_HV_KVM,
	  { { KVM, OK, B0, B0 + 1, 0, 0x1007efb } } },
	{ "basic leaf everywhere, AMD: leaf 0x10", { }, { 0, 2, 0, 0 },
	  PVSHIM_HV_UNKNOWN, { } },
	{ "all ones everywhere", { }, { ~0u, ~0u, ~0u, ~0u },
	  PVSHIM_HV_UNKNOWN, { } },
};

/* clang-format on */

static enum pvshim_hv wanted_hv(const struct machine *machine, unsigned int i)
{
	struct pvshim_leaf regs = {};

	fake_text(&regs, machine->found[i].text);
	/* An interface is not believed before its maximum leaf makes sense. */
	if (machine->found[i].fault == BELOW)
		return PVSHIM_HV_UNKNOWN;
	return fake_interface(&regs);
}

static void build(struct fake_cpu *cpu, const struct machine *machine)
{
	const struct pvshim_leaf *regs;
	unsigned int i;

	fake_init(cpu);
	cpu->absent = machine->absent;
	for (i = 0; machine->leaves[i].leaf; i++) {
		regs = &machine->leaves[i].regs;
		if (machine->leaves[i].text)
			fake_sign(cpu, machine->leaves[i].leaf, regs->eax,
				  machine->leaves[i].text);
		else
			fake_add(cpu, machine->leaves[i].leaf, regs->eax,
				 regs->ebx, regs->ecx, regs->edx);
	}
}

static void check(const struct machine *machine,
		  const struct pvshim_detection *d)
{
	const struct pvshim_signature *sig = d->signatures;
	unsigned int i;

	EXPECT_EQ(d->primary, machine->primary);
	EXPECT_EQ(d->dropped, 0);
	for (i = 0; i < 4 && machine->found[i].text; i++, sig++) {
		EXPECT(!strcmp(sig->text, machine->found[i].text));
		EXPECT_EQ(sig->hv, wanted_hv(machine, i));
		EXPECT_EQ(sig->fault, machine->found[i].fault);
		EXPECT(!sig->from_dmi);
		EXPECT_EQ(sig->base, machine->found[i].base);
		EXPECT_EQ(sig->max_leaf, machine->found[i].max_leaf);
		EXPECT_EQ(sig->version, machine->found[i].version);
		EXPECT_EQ(sig->features, machine->found[i].features);
		EXPECT_EQ(sig->more_features, machine->found[i].more_features);
		EXPECT_EQ(sig->hints, machine->found[i].hints);
		EXPECT_EQ(sig->spins, machine->found[i].spins);
	}
	EXPECT_EQ(d->nr, i);
}

int main(void)
{
	static struct fake_cpu cpu;
	struct pvshim_detection d;
	unsigned int i;

	ktap_plan(ARRAY_SIZE(machines));
	for (i = 0; i < ARRAY_SIZE(machines); i++) {
		build(&cpu, &machines[i]);
		memset(&d, 0xa5, sizeof(d));
		pvshim_detect(&cpu.machine, &d);
		check(&machines[i], &d);
		EXPECT_EQ(cpu.strays, 0);
		EXPECT_EQ(cpu.knocks, 0);
		ktap_result(machines[i].name);
	}
	return ktap_exit(ARRAY_SIZE(machines));
}
