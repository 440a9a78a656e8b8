// SPDX-License-Identifier: GPL-2.0
/*
 * The detector on machines without the hypervisor bit, and on machines with
 * something at each of the 256 bases. The others are in test_detect.c.
 */
#include <string.h>

#include <linux/kernel.h>

#include "fake-cpu.h"
#include "ktap.h"

#define B0   0x40000000u
#define LAST 0x4000ff00u

static struct fake_cpu cpu;
static struct pvshim_detection d;

static void detect(void)
{
	memset(&d, 0xa5, sizeof(d));
	pvshim_detect(&cpu.machine, &d);
	EXPECT_EQ(cpu.strays, 0);
}

/* No bit: no leaf is read, however tempting; no DMI serial: no knocking. */
static void test_bare_metal(void)
{
	fake_init(&cpu);
	cpu.machine.hypervisor_bit = false;
	cpu.backdoor = 6;
	fake_sign(&cpu, B0, B0 + 5, "XenVMMXenVMM");
	detect();
	EXPECT_EQ(d.primary, PVSHIM_HV_NONE);
	EXPECT_EQ(d.nr, 0);
	EXPECT_EQ(d.dropped, 0);
	EXPECT_EQ(cpu.reads, 0);
	EXPECT_EQ(cpu.knocks, 0);
}

/* No bit, VMware's serial, and the backdoor answers. */
static void test_vmware_dmi(void)
{
	fake_init(&cpu);
	cpu.machine.hypervisor_bit = false;
	cpu.machine.vmware_dmi = true;
	cpu.backdoor = 6;
	detect();
	EXPECT_EQ(cpu.reads, 0);
	EXPECT_EQ(cpu.knocks, 1);
	EXPECT_EQ(d.primary, PVSHIM_HV_VMWARE);
	EXPECT_EQ(d.nr, 1);
	EXPECT(!strcmp(d.signatures[0].text, "VMwareVMware"));
	EXPECT_EQ(d.signatures[0].hv, PVSHIM_HV_VMWARE);
	EXPECT_EQ(d.signatures[0].fault, PVSHIM_FAULT_NONE);
	EXPECT(d.signatures[0].from_dmi);
	EXPECT_EQ(d.signatures[0].base, 0);
	EXPECT_EQ(d.signatures[0].max_leaf, 0);
	EXPECT_EQ(d.signatures[0].version, 6);
	EXPECT_EQ(d.signatures[0].features, 0);
	EXPECT(pvshim_find_signature(&d, "VMwareVMware") == d.signatures);
}

/* No bit and VMware's serial, but no answer from the backdoor, or no way in. */
static void test_vmware_dmi_silent(void)
{
	fake_init(&cpu);
	cpu.machine.hypervisor_bit = false;
	cpu.machine.vmware_dmi = true;
	detect();
	EXPECT_EQ(cpu.knocks, 1);
	EXPECT_EQ(d.primary, PVSHIM_HV_NONE);
	EXPECT_EQ(d.nr, 0);

	cpu.machine.backdoor_version = NULL;
	detect();
	EXPECT_EQ(d.primary, PVSHIM_HV_NONE);
	EXPECT_EQ(cpu.reads, 0);
}

/* With the bit the leaves decide; the serial alone is no reason to knock. */
static void test_bit_beats_dmi(void)
{
	fake_init(&cpu);
	cpu.machine.vmware_dmi = true;
	cpu.backdoor = 6;
	detect();
	EXPECT_EQ(cpu.knocks, 0);
	EXPECT_EQ(d.primary, PVSHIM_HV_UNKNOWN);
	EXPECT_EQ(d.nr, 0);
}

/* Each base is looked at, exactly once, and nothing behind the last one. */
static void test_every_base(void)
{
	u32 base;

	for (base = B0 - 0x100; base <= LAST + 0x100; base += 0x100) {
		fake_init(&cpu);
		fake_sign(&cpu, base, base + 2, "XenVMMXenVMM");
		fake_add(&cpu, base + 1, 0x40011, 0, 0, 0);
		detect();
		if (base < B0 || base > LAST) {
			EXPECT_EQ(d.nr, 0);
			EXPECT_EQ(cpu.reads, 256);
			continue;
		}
		/* 256 bases and one version leaf */
		EXPECT_EQ(cpu.reads, 257);
		EXPECT_EQ(d.primary, PVSHIM_HV_XEN);
		EXPECT_EQ(d.nr, 1);
		EXPECT_EQ(d.signatures[0].base, base);
		EXPECT_EQ(d.signatures[0].max_leaf, base + 2);
		EXPECT_EQ(d.signatures[0].version, 0x40011);
	}
}

/* One signature everywhere: the lowest is used, the rest are duplicates. */
static void test_duplicates_everywhere(void)
{
	unsigned int i;
	u32 base;

	fake_init(&cpu);
	for (base = B0; base <= LAST; base += 0x100)
		fake_sign(&cpu, base, base + 1, "KVMKVMKVM");
	detect();
	EXPECT_EQ(d.primary, PVSHIM_HV_KVM);
	EXPECT_EQ(d.nr + d.dropped, 256);
	EXPECT(d.nr > 1);
	EXPECT_EQ(d.signatures[0].fault, PVSHIM_FAULT_NONE);
	EXPECT_EQ(d.signatures[0].base, B0);
	for (i = 1; i < d.nr && i < PVSHIM_MAX_SIGNATURES; i++)
		EXPECT_EQ(d.signatures[i].fault, PVSHIM_FAULT_DUPLICATE);
	EXPECT(pvshim_find_signature(&d, "KVMKVMKVM") == d.signatures);
}

/* A host that answers each base like its first, as bhyve does: one signature. */
static void test_echo(const char *text, u32 max_leaf, enum pvshim_fault fault,
		      enum pvshim_hv primary)
{
	u32 base;

	fake_init(&cpu);
	for (base = B0; base <= LAST; base += 0x100)
		fake_sign(&cpu, base, max_leaf, text);
	detect();
	EXPECT_EQ(d.primary, primary);
	EXPECT_EQ(d.nr, 1);
	EXPECT_EQ(d.dropped, 0);
	EXPECT_EQ(d.signatures[0].base, B0);
	EXPECT_EQ(d.signatures[0].fault, fault);
}

static void test_echoes(void)
{
	test_echo("bhyve bhyve ", B0 + 1, PVSHIM_FAULT_UNKNOWN,
		  PVSHIM_HV_UNKNOWN);
	test_echo("bhyve bhyve ", B0, PVSHIM_FAULT_UNKNOWN, PVSHIM_HV_UNKNOWN);
	test_echo("OpenBSDVMM58", 0, PVSHIM_FAULT_UNKNOWN, PVSHIM_HV_UNKNOWN);
	test_echo("VMwareVMware", B0 + 0x10, PVSHIM_FAULT_NONE,
		  PVSHIM_HV_VMWARE);
	test_echo("KVMKVMKVM", 0, PVSHIM_FAULT_NONE, PVSHIM_HV_KVM);
	test_echo("XenVMMXenVMM", 0x16, PVSHIM_FAULT_BELOW_BASE,
		  PVSHIM_HV_UNKNOWN);
}

/* Found by name although it does not tell its leaves; not so if it tells nonsense. */
static void test_find_untold(void)
{
	fake_init(&cpu);
	fake_sign(&cpu, B0, 0, "OpenBSDVMM58");
	fake_sign(&cpu, B0 + 0x100, 0x16, "Something");
	detect();
	EXPECT(pvshim_find_signature(&d, "OpenBSDVMM58") == &d.signatures[0]);
	EXPECT_EQ(d.signatures[0].max_leaf, B0);
	EXPECT(!pvshim_find_signature(&d, "Something"));
}

/* What other hypervisors call themselves, letter by letter: found, and not believed. */
static void test_others(void)
{
	static const char *const texts[] = {
		"ACRNACRNACRN", "Apple VZ",	"HAXMHAXMHAXM", "Jailhouse",
		"OpenBSDVMM58", " QNXQVMBSQG ", "SRESRESRESRE", "VBoxVBoxVBox",
		"___ NVMM ___", "bhyve bhyve ", " lrpepyh  vr", " prl hyperv ",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		fake_init(&cpu);
		fake_sign(&cpu, B0, B0 + 1, texts[i]);
		fake_add(&cpu, B0 + 1, ~0u, ~0u, ~0u, ~0u);
		detect();
		EXPECT_EQ(d.primary, PVSHIM_HV_UNKNOWN);
		EXPECT_EQ(d.nr, 1);
		EXPECT(!strcmp(d.signatures[0].text, texts[i]));
		EXPECT_EQ(d.signatures[0].hv, PVSHIM_HV_UNKNOWN);
		EXPECT_EQ(d.signatures[0].fault, PVSHIM_FAULT_UNKNOWN);
		EXPECT_EQ(d.signatures[0].features, 0);
	}
}

/* Useless ones up to the end: dropped ones are counted, none is primary. */
static void test_unknown_everywhere(void)
{
	u32 base;

	fake_init(&cpu);
	for (base = B0; base <= LAST; base += 0x100)
		fake_sign(&cpu, base, base, "Something");
	detect();
	EXPECT_EQ(d.primary, PVSHIM_HV_UNKNOWN);
	EXPECT_EQ(d.nr, PVSHIM_MAX_SIGNATURES - 4);
	EXPECT_EQ(d.dropped, 256 - PVSHIM_MAX_SIGNATURES + 4);
	EXPECT(pvshim_find_signature(&d, "Something") == &d.signatures[0]);
	EXPECT(!pvshim_find_signature(&d, "Something else"));
}

/* Behind any number of useless ones there is room for one of each usable. */
static void test_unknown_crowd(void)
{
	static const char *const texts[] = {
		"KVMKVMKVM",
		"VMwareVMware",
		"Microsoft Hv",
		"XenVMMXenVMM",
	};
	unsigned int i;
	u32 base;

	fake_init(&cpu);
	for (base = B0; base < LAST - 0x300; base += 0x100)
		fake_sign(&cpu, base, base, "Something");
	for (i = 0; i < 4; i++, base += 0x100) {
		fake_sign(&cpu, base, base + 5, texts[i]);
		fake_add(&cpu, base + 1, 0x31237648, 0, 0, 0);
	}
	detect();
	EXPECT_EQ(d.primary, PVSHIM_HV_XEN);
	EXPECT_EQ(d.nr, PVSHIM_MAX_SIGNATURES);
	EXPECT_EQ(d.dropped, 256 - PVSHIM_MAX_SIGNATURES);
	EXPECT_EQ(d.signatures[PVSHIM_MAX_SIGNATURES - 1].base, LAST);
	for (i = 0; i < 4; i++)
		EXPECT(pvshim_find_signature(&d, texts[i]));
}

/* Only a usable signature is ever found by its text. */
static void test_find_signature(void)
{
	fake_init(&cpu);
	fake_sign(&cpu, B0, B0 + 1, "XenVMMXenVMM");
	fake_sign(&cpu, B0 + 0x100, B0 + 0x101, "KVMKVMKVM");
	detect();
	EXPECT(!pvshim_find_signature(&d, "XenVMMXenVMM"));
	EXPECT(!pvshim_find_signature(&d, "VMwareVMware"));
	EXPECT(!pvshim_find_signature(&d, ""));
	EXPECT(!pvshim_find_signature(&d, "KVMKVMKV"));
	EXPECT(pvshim_find_signature(&d, "KVMKVMKVM") == &d.signatures[1]);
}

/* Every interface and every fault has words for people, no two the same. */
static void test_words(void)
{
	static const char *const names[PVSHIM_NR_HV] = {
		"none", "unknown", "xen", "vmware", "kvm", "hyperv",
	};
	unsigned int i, k;

	for (i = 0; i < PVSHIM_NR_HV; i++)
		EXPECT(!strcmp(pvshim_hv_name(i), names[i]));
	for (i = 0; i < PVSHIM_NR_FAULTS; i++) {
		EXPECT(pvshim_fault_text(i)[0]);
		for (k = 0; k < i; k++)
			EXPECT(strcmp(pvshim_fault_text(i),
				      pvshim_fault_text(k)));
	}
}

int main(void)
{
	static const struct ktap_case cases[] = {
		{ "bare metal", test_bare_metal },
		{ "VMware by DMI and backdoor", test_vmware_dmi },
		{ "VMware DMI, silent backdoor", test_vmware_dmi_silent },
		{ "the bit beats DMI", test_bit_beats_dmi },
		{ "every base", test_every_base },
		{ "duplicates at every base", test_duplicates_everywhere },
		{ "echoes at every base", test_echoes },
		{ "find one that does not tell", test_find_untold },
		{ "what others call themselves", test_others },
		{ "unknown at every base", test_unknown_everywhere },
		{ "unknown crowd before usable ones", test_unknown_crowd },
		{ "find a signature", test_find_signature },
		{ "words", test_words },
	};

	return ktap_run(cases, ARRAY_SIZE(cases));
}
