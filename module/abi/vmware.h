/* SPDX-License-Identifier: GPL-2.0 */
/*
 * VMware's hypercall ABI ("backdoor"), low bandwidth form.
 *
 * EAX = magic, ECX = command, EBX, EDX, ESI, EDI = arguments; all of them may
 * come back changed, 32 bits each. Three ways in: IN from a port, with the port
 * number in DX; VMMCALL; VMCALL. CPUID leaf 0x40000010 ECX says which of the
 * latter two to use; without either bit it is the port. With both Linux takes the
 * port, and each product since the first has it.
 *
 * <asm/vmware.h> names the port on all kernels, and the rest on newer ones only.
 *
 * Sources: Linux arch/x86/include/asm/vmware.h; open-vm-tools backdoor_def.h.
 */
#ifndef _PVSHIM_ABI_VMWARE_H
#define _PVSHIM_ABI_VMWARE_H

#include <linux/bits.h>
#include <linux/types.h>

#define PVSHIM_VMWARE_MAGIC 0x564d5868u

/* Bits of pvshim_signature::features, which is leaf base+0x10 ECX */
#define PVSHIM_VMWARE_USE_VMMCALL BIT(0)
#define PVSHIM_VMWARE_USE_VMCALL  BIT(1)

/* EAX of a command that the host does not know, unless it leaves EAX alone */
#define PVSHIM_VMWARE_NO_ANSWER 0xffffffffu

/* EAX = version, EBX = magic, ECX = product type; EAX = ~0: no backdoor */
#define PVSHIM_VMWARE_GETVERSION 10
/* EAX = magic, ESI:EDX = seconds since 1970, EBX = us, ECX = largest lag, us */
#define PVSHIM_VMWARE_GETTIMEFULL 46
/*
 * EBX = EDX = 0, ESI:EDI = physical address of the calling CPU's area, or 1 to
 * take it back; EAX = one of the answers below
 */
#define PVSHIM_VMWARE_STEALCLOCK	  91
#define PVSHIM_VMWARE_STEAL_NOT_AVAILABLE 0xffffffffu
#define PVSHIM_VMWARE_STEAL_DISABLED	  0u
#define PVSHIM_VMWARE_STEAL_ENABLED	  1u

/*
 * Messages, ECX = command 30, and in its high half what to do: open a channel
 * (EBX = protocol and flags; out EDX high half = channel, ESI, EDI = its cookie),
 * announce a size, send four bytes (EBX), close. Out: ECX holds the status.
 */
#define PVSHIM_VMWARE_MESSAGE_OPEN    0x0001e
#define PVSHIM_VMWARE_MESSAGE_SIZE    0x1001e
#define PVSHIM_VMWARE_MESSAGE_DATA    0x2001e
#define PVSHIM_VMWARE_MESSAGE_CLOSE   0x6001e
#define PVSHIM_VMWARE_MESSAGE_SUCCESS BIT(16)
#define PVSHIM_VMWARE_MESSAGE_COOKIE  BIT(31)
/* The protocol of remote procedure calls, of which "log TEXT" is one */
#define PVSHIM_VMWARE_RPCI 0x49435052u

/**
 * struct pvshim_vmware_steal_area - what the host writes for one CPU
 * @clock: time stolen so far, in cycles of the virtual TSC
 * @reserved: nothing yet
 */
struct pvshim_vmware_steal_area {
	u64 clock;
	u64 reserved[7];
} __aligned(64);

#endif /* _PVSHIM_ABI_VMWARE_H */
