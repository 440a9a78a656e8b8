// SPDX-License-Identifier: GPL-2.0
/*
 * SVM switched on, and the VMCB filled.
 *
 * Physical interrupts are not intercepted (but see steal.c) and not masked by
 * V_INTR_MASKING: the guest owns the interrupt controllers and takes interrupts
 * directly. Nothing is ever injected but exceptions that an instruction caused.
 */
#include "personality.h"
#include "svm.h"

#define CPUID_EXT_FEATURES 0x80000001u
#define CPUID_EXT_SVM	   BIT(2)
#define CPUID_SVM	   0x8000000au
#define CPUID_SVM_NPT	   BIT(0)
#define CPUID_EXT_1GB	   BIT(26)

#define CODE32	 0xc9b
#define DATA32	 0xc93
#define TSS_BUSY 0x08b
#define LDT	 0x082

#define CR0_PE_ET   0x11
#define DR6_INIT    0xffff0ff0
#define DR7_INIT    0x400
#define RFLAGS_INIT 2
#define PAT_RESET   0x0007040600070406ull

static struct vmcb vmcb __aligned(4096);
static u8 host_save[4096] __aligned(4096);
static u8 iopm[3 * 4096] __aligned(4096);
static u8 msrpm[2 * 4096] __aligned(4096);

void intercept(struct guest *guest, unsigned int bit, bool on)
{
	u32 *word = &guest->vmcb->intercepts[bit / 32];

	if (on)
		*word |= BIT(bit % 32);
	else
		*word &= ~BIT(bit % 32);
}

void intercept_port(u16 port, unsigned int count)
{
	for (; count; count--, port++)
		iopm[port / 8] |= BIT(port % 8);
}

/* Both directions. The map has three blocks; what is in none always exits. */
void intercept_msr(u32 msr)
{
	u32 bit = (msr & 0x1fff) * 2;

	if (msr >= 0xc0010000)
		bit += 0x1000 * 8;
	else if (msr >= 0xc0000000)
		bit += 0x800 * 8;
	msrpm[bit / 8] |= 3 << bit % 8;
}

static void enable_svm(void)
{
	struct leaf ext, svm;

	cpuid(CPUID_EXT_FEATURES, 0, &ext);
	cpuid(CPUID_SVM, 0, &svm);
	if (!(ext.ecx & CPUID_EXT_SVM) || !(svm.edx & CPUID_SVM_NPT))
		fatal("no SVM with nested paging here; give QEMU -cpu max");
	if (!(ext.edx & CPUID_EXT_1GB))
		fatal("no pages of 1 GiB here; give QEMU -cpu max");
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | EFER_SVME);
	wrmsr(MSR_VM_HSAVE_PA, (u64)host_save);
}

static void set_intercepts(struct guest *guest)
{
	static const u8 always[] = {
		INTERCEPT_CPUID,    INTERCEPT_INVLPGA, INTERCEPT_IOIO,
		INTERCEPT_MSR,	    INTERCEPT_VMRUN,   INTERCEPT_VMMCALL,
		INTERCEPT_SHUTDOWN, INTERCEPT_VMLOAD,  INTERCEPT_VMSAVE,
		INTERCEPT_STGI,	    INTERCEPT_CLGI,    INTERCEPT_SKINIT,
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(always); i++)
		intercept(guest, always[i], true);
	/* The backdoor works in user mode, where IN faults; see io.c. */
	if (personality->backdoor)
		guest->vmcb->intercept_exceptions = BIT(VECTOR_GP);
	/* What would show or switch off SVM */
	intercept_msr(MSR_EFER);
	intercept_msr(MSR_VM_CR);
	intercept_msr(MSR_VM_HSAVE_PA);
	intercept_msr(MSR_SVM_KEY);
}

static struct segment flat(u16 selector, u16 attributes)
{
	return (struct segment){ selector, attributes, 0xffffffff, 0 };
}

static void set_state(struct vmcb *v, const struct linux_entry *entry)
{
	v->cs = flat(0x10, CODE32);
	v->ds = flat(0x18, DATA32);
	v->es = v->ds;
	v->ss = v->ds;
	v->fs = v->ds;
	v->gs = v->ds;
	v->tr = (struct segment){ 0, TSS_BUSY, 0xffff, 0 };
	v->ldtr = (struct segment){ 0, LDT, 0xffff, 0 };
	v->gdtr = (struct segment){ 0, 0, entry->gdt_limit, entry->gdt };
	v->efer = EFER_SVME;
	v->cr0 = CR0_PE_ET;
	v->dr6 = DR6_INIT;
	v->dr7 = DR7_INIT;
	v->rflags = RFLAGS_INIT;
	v->rip = entry->rip;
	v->g_pat = PAT_RESET;
}

void init_svm(struct guest *guest, const struct linux_entry *entry)
{
	enable_svm();
	guest->vmcb = &vmcb;
	guest->regs = (struct regs){ .rsi = entry->rsi };
	set_state(&vmcb, entry);
	set_intercepts(guest);
	vmcb.iopm = (u64)iopm;
	vmcb.msrpm = (u64)msrpm;
	vmcb.asid = 1;
	vmcb.nested_control = 1;
	vmcb.nested_cr3 = make_nested_tables();

	/*
	 * FS, GS, TR, LDTR and the MSRs of SYSCALL and SYSENTER: tinyhv uses
	 * none of them, so the guest's stay in the CPU from here on.
	 */
	asm volatile("clgi; vmload" : : "a"(&vmcb) : "memory");
}
