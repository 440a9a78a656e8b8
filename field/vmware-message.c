// SPDX-License-Identifier: GPL-2.0
/*
 * Send each line of standard input to VMware as one message ("log TEXT", "info-set
 * KEY VALUE"), by the port of its backdoor. Exit status: 0 all were taken, 1 not all, 2 the
 * host does not announce itself as VMware; then nothing was tried.
 *
 * The port is VMware's even for a program without a right to ports. Others that answer it
 * (QEMU, tinyhv) want the right, so that it is asked for; a fault then ends the program.
 */
#include <cpuid.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <unistd.h>

#include "abi/cpuid.h"
#include "abi/vmware.h"

#define PORT 0x5658
/* What VMware takes in one message, as open-vm-tools have it */
#define LINE_MAX_BYTES 65536

struct registers {
	u32 eax, ebx, ecx, edx, esi, edi;
};

static void backdoor(struct registers *r)
{
	r->eax = PVSHIM_VMWARE_MAGIC;
	r->edx = (r->edx & 0xffff0000u) | PORT;
	asm volatile("inl %%dx, %%eax"
		     : "+a"(r->eax), "+b"(r->ebx), "+c"(r->ecx), "+d"(r->edx),
		       "+S"(r->esi), "+D"(r->edi)
		     :
		     : "memory");
}

static int is_vmware(void)
{
	unsigned int eax, signature[3], base;

	__cpuid(1, eax, signature[0], signature[1], signature[2]);
	if (!(signature[1] & (1u << 31)))
		return 0;
	for (base = PVSHIM_CPUID_FIRST_BASE; base <= PVSHIM_CPUID_LAST_BASE;
	     base += PVSHIM_CPUID_BLOCK) {
		__cpuid(base, eax, signature[0], signature[1], signature[2]);
		if (!memcmp(signature, PVSHIM_VMWARE_SIGNATURE,
			    sizeof(signature)))
			return 1;
	}
	return 0;
}

struct channel {
	u32 id, cookie_high, cookie_low;
};

static int taken(const struct registers *r)
{
	return !!(r->ecx & PVSHIM_VMWARE_MESSAGE_SUCCESS);
}

static int open_channel(struct channel *channel)
{
	struct registers r = {
		.ebx = PVSHIM_VMWARE_RPCI | PVSHIM_VMWARE_MESSAGE_COOKIE,
		.ecx = PVSHIM_VMWARE_MESSAGE_OPEN,
	};

	backdoor(&r);
	*channel = (struct channel){ r.edx & 0xffff0000u, r.esi, r.edi };
	return taken(&r);
}

static int message(const struct channel *channel, u32 command, u32 value)
{
	struct registers r = {
		.ebx = value,
		.ecx = command,
		.edx = channel->id,
		.esi = channel->cookie_high,
		.edi = channel->cookie_low,
	};

	backdoor(&r);
	return taken(&r);
}

static int send_text(const struct channel *channel, const char *text,
		     size_t length)
{
	size_t sent, left;
	u32 word;

	if (!message(channel, PVSHIM_VMWARE_MESSAGE_SIZE, length))
		return 0;
	for (sent = 0; sent < length; sent += sizeof(word)) {
		word = 0;
		left = length - sent;
		if (left > sizeof(word))
			left = sizeof(word);
		memcpy(&word, text + sent, left);
		if (!message(channel, PVSHIM_VMWARE_MESSAGE_DATA, word))
			return 0;
	}
	return 1;
}

static int send_line(const char *text, size_t length)
{
	struct channel channel;
	int done;

	if (!open_channel(&channel))
		return 0;
	done = send_text(&channel, text, length);
	message(&channel, PVSHIM_VMWARE_MESSAGE_CLOSE, 0);
	return done;
}

static void faulted(int number)
{
	(void)number;
	_exit(1);
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	int status = 0;
	ssize_t length;

	if (!is_vmware())
		return 2;
	signal(SIGSEGV, faulted);
	(void)!ioperm(PORT, 4, 1);
	while ((length = getline(&line, &room, stdin)) > 0) {
		if (line[length - 1] == '\n')
			length--;
		if (length > LINE_MAX_BYTES || !send_line(line, length))
			status = 1;
	}
	free(line);
	return status;
}
