// SPDX-License-Identifier: GPL-2.0
/*
 * A line in the log of a VMware virtual machine: a message "log TEXT" over the
 * backdoor, four bytes at a time. Nothing is allocated or locked, and nothing is
 * waited for, so that it works in a panic.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include <pvshim/refuse.h>

#include "abi/vmware.h"
#include "vmware.h"

#define TEXT_MAX 128

/**
 * struct channel - an open channel for messages
 * @id: its number, in the high half of EDX
 * @cookie_high: what proves that it is ours
 * @cookie_low: the same
 */
struct channel {
	u32 id, cookie_high, cookie_low;
};

/* 0; -EPROTO if the host did not do it, or PVSHIM_HYPERCALL_FAULTED */
static long result(const struct pvshim_vmware_regs *regs)
{
	if (pvshim_vmware_answer(regs) == PVSHIM_HYPERCALL_FAULTED)
		return PVSHIM_HYPERCALL_FAULTED;
	return regs->ecx & PVSHIM_VMWARE_MESSAGE_SUCCESS ? 0 : -EPROTO;
}

static long open_channel(struct channel *channel)
{
	struct pvshim_vmware_regs regs = {
		.ebx = PVSHIM_VMWARE_RPCI | PVSHIM_VMWARE_MESSAGE_COOKIE,
		.ecx = PVSHIM_VMWARE_MESSAGE_OPEN,
	};

	pvshim_vmware_call(&regs);
	*channel = (struct channel){
		.id = regs.edx & 0xffff0000,
		.cookie_high = regs.esi,
		.cookie_low = regs.edi,
	};
	return result(&regs);
}

static long message(const struct channel *channel, u32 command, u32 value)
{
	struct pvshim_vmware_regs regs = {
		.ebx = value,
		.ecx = command,
		.edx = channel->id,
		.esi = channel->cookie_high,
		.edi = channel->cookie_low,
	};

	pvshim_vmware_call(&regs);
	return result(&regs);
}

static void send(const struct channel *channel, const char *text, size_t len)
{
	size_t sent;
	u32 word;

	if (message(channel, PVSHIM_VMWARE_MESSAGE_SIZE, len))
		return;
	for (sent = 0; sent < len; sent += sizeof(word)) {
		word = 0;
		memcpy(&word, text + sent, min(len - sent, sizeof(word)));
		if (message(channel, PVSHIM_VMWARE_MESSAGE_DATA, word))
			return;
	}
}

void pvshim_vmware_crash_notify(const char *reason)
{
	struct channel channel;
	char text[TEXT_MAX];

	if (open_channel(&channel))
		return;
	scnprintf(text, sizeof(text), "log pvshim: kernel panic: %s", reason);
	send(&channel, text, strlen(text));
	message(&channel, PVSHIM_VMWARE_MESSAGE_CLOSE, 0);
}

/* A channel that is opened and closed leaves no line. */
int pvshim_vmware_probe_log(struct pvshim_probe *probe)
{
	struct channel channel;
	long ret = open_channel(&channel);

	if (ret == PVSHIM_HYPERCALL_FAULTED)
		return pvshim_broken(probe,
				     "opening a message channel faulted");
	if (ret)
		return pvshim_refuse(probe,
				     "the host opens no message channel");
	ret = message(&channel, PVSHIM_VMWARE_MESSAGE_CLOSE, 0);
	if (ret == PVSHIM_HYPERCALL_FAULTED)
		return pvshim_broken(probe,
				     "closing a message channel faulted");
	if (ret)
		return pvshim_broken(probe,
				     "the host does not close its message channel");
	return 0;
}
