// SPDX-License-Identifier: GPL-2.0
/*
 * Messages through VMware's backdoor, four bytes at a time. A guest opens a
 * channel, sends a request, fetches the answer, closes. Requests answered:
 *
 *	log TEXT			TEXT appears on tinyhv's side
 *	info-get guestinfo.tinyhv	the personality's name
 *	info-set KEY VALUE		both appear on tinyhv's side
 *	info-get KEY			the VALUE that was set last, if it was this KEY
 *
 * Registers: CX high = what to do, then the status; BX = size or four bytes; DX
 * high = channel, then what comes back; SI, DI = the channel's cookie. Source:
 * open-vm-tools lib/message and lib/include/guest_msg_def.h.
 */
#include "personalities/table.h"

#define PROTOCOL_RPCI  0x49435052u /* "RPCI" */
#define FLAG_COOKIE    BIT(31)
#define STATUS_SUCCESS 0x0001
#define STATUS_DORECV  0x0002
#define COOKIE_HIGH    0x74696e79u
#define COOKIE_LOW     0x68760000u
#define MESSAGE_MAX    4096
#define CHANNELS       8

enum {
	OPEN,
	SEND_SIZE,
	SEND_DATA,
	RECEIVE_SIZE,
	RECEIVE_DATA,
	RECEIVE_STATUS,
	CLOSE
};

struct channel {
	bool open;
	char request[MESSAGE_MAX + 1], answer[MESSAGE_MAX];
	u32 expected, got; /* bytes of the request */
	u32 length, passed; /* bytes of the answer */
};

static struct channel channels[CHANNELS];
static char last_set[MESSAGE_MAX + 1]; /* "KEY VALUE" */

static void succeed(struct regs *regs, u16 more)
{
	regs->rcx = (u32)(STATUS_SUCCESS | more) << 16;
}

static void set_high_dx(struct regs *regs, u16 value)
{
	regs->rdx = (u16)regs->rdx | (u32)value << 16;
}

static void answer(struct channel *c, const char *text)
{
	c->length = format(c->answer, sizeof(c->answer), "%s", text);
	c->passed = 0;
}

static void show(const char *what, const char *text)
{
	print("tinyhv: guest %s: ", what);
	for (; *text; text++)
		print("%c", *text >= ' ' && *text <= '~' ? *text : '?');
	print("\n");
}

static void set_info(struct channel *c, const char *pair)
{
	format(last_set, sizeof(last_set), "%s", pair);
	show("info", last_set);
	answer(c, "1 ");
}

static void get_info(struct channel *c, const char *key)
{
	size_t n = strlen(key);

	c->passed = 0;
	if (!strcmp(key, "guestinfo.tinyhv"))
		c->length = format(c->answer, sizeof(c->answer), "1 %s",
				   personality->name);
	else if (n && starts_with(last_set, key) && last_set[n] == ' ')
		c->length = format(c->answer, sizeof(c->answer), "1 %s",
				   last_set + n + 1);
	else
		answer(c, "0 No value found");
}

static void serve(struct channel *c)
{
	c->request[c->got] = '\0';
	if (starts_with(c->request, "log ")) {
		show("log", c->request + 4);
		answer(c, "1 ");
	} else if (starts_with(c->request, "info-set ")) {
		set_info(c, c->request + 9);
	} else if (starts_with(c->request, "info-get ")) {
		get_info(c, c->request + 9);
	} else {
		answer(c, "0 Unknown command");
	}
}

static void open_channel(struct regs *regs)
{
	u32 i;

	if ((u32)regs->rbx != (PROTOCOL_RPCI | FLAG_COOKIE))
		return;
	for (i = 0; i < CHANNELS; i++) {
		if (channels[i].open)
			continue;
		channels[i].open = true;
		channels[i].expected = 0;
		channels[i].length = 0;
		succeed(regs, 0);
		set_high_dx(regs, i);
		regs->rsi = COOKIE_HIGH;
		regs->rdi = COOKIE_LOW + i;
		return;
	}
}

static void start_request(struct channel *c, struct regs *regs)
{
	if ((u32)regs->rbx > MESSAGE_MAX)
		return;
	c->expected = regs->rbx;
	c->got = 0;
	if (!c->expected)
		serve(c);
	succeed(regs, 0);
}

static void take_data(struct channel *c, struct regs *regs)
{
	u32 n = c->expected - c->got;

	if (!n)
		return;
	if (n > 4)
		n = 4;
	memcpy(c->request + c->got, &regs->rbx, n);
	c->got += n;
	if (c->got == c->expected)
		serve(c);
	succeed(regs, 0);
}

static void give_size(struct channel *c, struct regs *regs)
{
	if (!c->length) {
		succeed(regs, 0);
		return;
	}
	set_high_dx(regs, SEND_SIZE);
	regs->rbx = c->length;
	succeed(regs, STATUS_DORECV);
}

static void give_data(struct channel *c, struct regs *regs)
{
	u32 n = c->length - c->passed, word = 0;

	if (!n)
		return;
	if (n > 4)
		n = 4;
	memcpy(&word, c->answer + c->passed, n);
	c->passed += n;
	set_high_dx(regs, SEND_DATA);
	regs->rbx = word;
	succeed(regs, 0);
}

static struct channel *find_channel(const struct regs *regs)
{
	u16 number = regs->rdx >> 16;

	if (number >= CHANNELS || !channels[number].open ||
	    (u32)regs->rsi != COOKIE_HIGH ||
	    (u32)regs->rdi != COOKIE_LOW + number)
		return NULL;
	return &channels[number];
}

void vmware_message(struct regs *regs)
{
	u16 what = regs->rcx >> 16;
	struct channel *c;

	regs->rcx = 0; /* the status of whatever fails */
	if (what == OPEN) {
		open_channel(regs);
		return;
	}
	c = find_channel(regs);
	if (!c)
		return;
	switch (what) {
	case SEND_SIZE:
		start_request(c, regs);
		break;
	case SEND_DATA:
		take_data(c, regs);
		break;
	case RECEIVE_SIZE:
		give_size(c, regs);
		break;
	case RECEIVE_DATA:
		give_data(c, regs);
		break;
	case RECEIVE_STATUS:
		c->length = 0;
		succeed(regs, 0);
		break;
	case CLOSE:
		c->open = false;
		succeed(regs, 0);
		break;
	}
}
