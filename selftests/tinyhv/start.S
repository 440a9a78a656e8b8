/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Multiboot entry, the way into long mode, VMRUN, and the stubs of the few
 * exceptions that tinyhv itself could cause.
 */
#define MULTIBOOT_MAGIC	0x1badb002
#define MULTIBOOT_FLAGS	0x00000003	/* page-aligned modules, memory map */

#define PAGE_TABLE	0x003		/* present, writable */
#define PAGE_GIGABYTE	0x083
#define CR4_PAE		0x020
#define EFER		0xc0000080
#define EFER_LME	0x100
#define CR0_PG_WP	0x80010000

	.section .multiboot, "a"
	.balign 4
	.long MULTIBOOT_MAGIC, MULTIBOOT_FLAGS
	.long -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

	.text
	.code32
	.globl start
start:
	cli
	cld
	movl	$stack_top, %esp
	movl	%ebx, %esi		/* multiboot information, for later */

	/* Everything up to 512 GiB, one to one, in pages of 1 GiB. */
	movl	$(host_pdpt + PAGE_TABLE), host_pml4
	movl	$host_pdpt, %edi
	movl	$PAGE_GIGABYTE, %eax
	xorl	%edx, %edx
	movl	$512, %ecx
1:	movl	%eax, (%edi)
	movl	%edx, 4(%edi)
	addl	$0x40000000, %eax
	adcl	$0, %edx
	addl	$8, %edi
	loop	1b

	movl	$CR4_PAE, %eax
	movl	%eax, %cr4
	movl	$host_pml4, %eax
	movl	%eax, %cr3
	movl	$EFER, %ecx
	rdmsr
	orl	$EFER_LME, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$CR0_PG_WP, %eax
	movl	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$0x08, $start64

	.code64
start64:
	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%esi, %edi
	call	hv_main
1:	hlt
	jmp	1b

/*
 * void svm_enter(u64 vmcb, struct regs *regs) - run the guest until it exits.
 * RAX, RSP, RIP and RFLAGS are in the VMCB; the rest is loaded and stored here.
 */
	.globl svm_enter
svm_enter:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rsi
	mov	%rdi, %rax
	mov	0x08(%rsi), %rbx
	mov	0x10(%rsi), %rcx
	mov	0x18(%rsi), %rdx
	mov	0x28(%rsi), %rdi
	mov	0x30(%rsi), %rbp
	mov	0x38(%rsi), %r8
	mov	0x40(%rsi), %r9
	mov	0x48(%rsi), %r10
	mov	0x50(%rsi), %r11
	mov	0x58(%rsi), %r12
	mov	0x60(%rsi), %r13
	mov	0x68(%rsi), %r14
	mov	0x70(%rsi), %r15
	mov	0x20(%rsi), %rsi
	vmrun
	/* RAX and RSP are tinyhv's own again, the others the guest's. */
	mov	(%rsp), %rax
	mov	%rbx, 0x08(%rax)
	mov	%rcx, 0x10(%rax)
	mov	%rdx, 0x18(%rax)
	mov	%rsi, 0x20(%rax)
	mov	%rdi, 0x28(%rax)
	mov	%rbp, 0x30(%rax)
	mov	%r8, 0x38(%rax)
	mov	%r9, 0x40(%rax)
	mov	%r10, 0x48(%rax)
	mov	%r11, 0x50(%rax)
	mov	%r12, 0x58(%rax)
	mov	%r13, 0x60(%rax)
	mov	%r14, 0x68(%rax)
	mov	%r15, 0x70(%rax)
	pop	%rsi
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

/* Stubs of 16 bytes for vectors 0-31; main.c points its IDT at them. */
	.globl fault_stubs
	.balign 16
fault_stubs:
	.set	vector, 0
	.rept	32
	.balign 16
	movl	$vector, %edi
	jmp	fault_common
	.set	vector, vector + 1
	.endr
fault_common:
	mov	(%rsp), %rsi		/* the error code or the address */
	mov	8(%rsp), %rdx
	mov	%cr2, %rcx
	and	$-16, %rsp
	call	hv_fault

	.section .rodata
	.balign 8
gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* 0x08: 64-bit code */
	.quad	0x00cf93000000ffff	/* 0x10: data */
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.long	gdt

	.bss
	.balign 4096
host_pml4:
	.skip	4096
host_pdpt:
	.skip	4096
	.skip	32768
	.globl stack_top
stack_top:

	.section .note.GNU-stack, "", @progbits
