/* SPDX-License-Identifier: GPL-2.0 */
/*
 * AMD SVM as tinyhv uses it. Layout, exit codes and bits: AMD64 Architecture
 * Programmer's Manual, volume 2, chapter 15 and appendices B and C.
 */
#ifndef TINYHV_SVM_H
#define TINYHV_SVM_H

#include "hv.h"

#define MSR_EFER	0xc0000080u
#define EFER_SVME	BIT(12)
#define EFER_LMA	BIT(10)
#define MSR_VM_CR	0xc0010114u
#define MSR_VM_HSAVE_PA 0xc0010117u
#define MSR_SVM_KEY	0xc0010118u

/* Bit numbers in the two words of intercepts, counted as one of 64 bits */
#define INTERCEPT_INTR	   0
#define INTERCEPT_IRET	   20
#define INTERCEPT_CPUID	   18
#define INTERCEPT_INVLPGA  26
#define INTERCEPT_IOIO	   27
#define INTERCEPT_MSR	   28
#define INTERCEPT_SHUTDOWN 31
#define INTERCEPT_VMRUN	   32
#define INTERCEPT_VMMCALL  33
#define INTERCEPT_VMLOAD   34
#define INTERCEPT_VMSAVE   35
#define INTERCEPT_STGI	   36
#define INTERCEPT_CLGI	   37
#define INTERCEPT_SKINIT   38

#define EXIT_EXCEPTION 0x40 /* + vector */
#define EXIT_INTR      0x60
#define EXIT_CPUID     0x72
#define EXIT_IRET      0x74
#define EXIT_INVLPGA   0x7a
#define EXIT_IOIO      0x7b
#define EXIT_MSR       0x7c
#define EXIT_SHUTDOWN  0x7f
#define EXIT_VMRUN     0x80
#define EXIT_VMMCALL   0x81
#define EXIT_VMLOAD    0x82
#define EXIT_VMSAVE    0x83
#define EXIT_STGI      0x84
#define EXIT_CLGI      0x85
#define EXIT_SKINIT    0x86
#define EXIT_NPF       0x400
#define EXIT_INVALID   (~0ull)

#define VECTOR_UD 6
#define VECTOR_GP 13

#define EVENT_VALID	 BIT(31)
#define EVENT_ERROR_CODE BIT(11)
#define EVENT_EXCEPTION	 (3u << 8)

/* exit_info_1 of an I/O exit */
#define IO_IN	       BIT(0)
#define IO_STRING      BIT(2)
#define IO_BYTES(info) (((info) >> 4) & 7)
#define IO_PORT(info)  ((u16)((info) >> 16))

struct segment {
	u16 selector, attributes;
	u32 limit;
	u64 base;
};

struct vmcb {
	u16 intercept_cr[2], intercept_dr[2];
	u32 intercept_exceptions;
	u32 intercepts[2];
	u8 reserved0[0x40 - 0x14];
	u64 iopm, msrpm, tsc_offset;
	u32 asid;
	u8 tlb_control, reserved1[3];
	u64 interrupt_control, interrupt_shadow;
	u64 exit_code, exit_info_1, exit_info_2, exit_interrupt_info;
	u64 nested_control;
	u8 reserved2[0xa8 - 0x98];
	u32 event, event_error;
	u64 nested_cr3;
	u8 reserved3[0x400 - 0xb8];

	struct segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	u8 reserved4[0x4cb - 0x4a0];
	u8 cpl;
	u32 reserved5;
	u64 efer;
	u8 reserved6[0x548 - 0x4d8];
	u64 cr4, cr3, cr0, dr7, dr6, rflags, rip;
	u8 reserved7[0x5d8 - 0x580];
	u64 rsp, s_cet, ssp, isst, rax;
	u64 star, lstar, cstar, sfmask, kernel_gs_base;
	u64 sysenter_cs, sysenter_esp, sysenter_eip, cr2;
	u8 reserved8[0x668 - 0x648];
	u64 g_pat;
	u8 reserved9[0x1000 - 0x670];
};

static_assert(offsetof(struct vmcb, iopm) == 0x40, "VMCB layout");
static_assert(offsetof(struct vmcb, exit_code) == 0x70, "VMCB layout");
static_assert(offsetof(struct vmcb, nested_cr3) == 0xb0, "VMCB layout");
static_assert(offsetof(struct vmcb, cpl) == 0x4cb, "VMCB layout");
static_assert(offsetof(struct vmcb, cr4) == 0x548, "VMCB layout");
static_assert(offsetof(struct vmcb, rax) == 0x5f8, "VMCB layout");
static_assert(offsetof(struct vmcb, cr2) == 0x640, "VMCB layout");
static_assert(offsetof(struct vmcb, g_pat) == 0x668, "VMCB layout");
static_assert(sizeof(struct vmcb) == 0x1000, "VMCB layout");

/* start.S knows the offsets; rax is copied from and to the VMCB. */
struct regs {
	u64 rax, rbx, rcx, rdx, rsi, rdi, rbp;
	u64 r8, r9, r10, r11, r12, r13, r14, r15;
};

struct guest {
	struct vmcb *vmcb;
	struct regs regs;
};

/* svm.c */
void init_svm(struct guest *guest, const struct linux_entry *entry);
void intercept(struct guest *guest, unsigned int bit, bool on);
void intercept_port(u16 port, unsigned int count);
void intercept_msr(u32 msr);

/* start.S */
void svm_enter(u64 vmcb, struct regs *regs);

#endif /* TINYHV_SVM_H */
