// SPDX-License-Identifier: GPL-2.0
/*
 * Inputs: what makes sense, what nearly does, what does not, and what once reached
 * code that nothing before it had reached, with a change.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MAX_KEPT 4096

static struct input *kept[MAX_KEPT];
static unsigned int nr_kept;

void input_keep(const struct input *in)
{
	size_t size = offsetof(struct input, bytes) + in->len;

	if (nr_kept == MAX_KEPT)
		return;
	kept[nr_kept] = malloc(size);
	memcpy(kept[nr_kept++], in, size);
}

unsigned int input_kept(void)
{
	return nr_kept;
}

static size_t append(char *bytes, size_t len, size_t room, const char *text)
{
	size_t more = strlen(text);

	if (more > room - len)
		more = room - len;
	memcpy(bytes + len, text, more);
	return len + more;
}

size_t input_list(char *bytes, size_t room)
{
	static const char *const separators[] = { " ", ",",  "\n", "  ", ":",
						  "",  "\t", ", ", ":" };
	unsigned int words = random_below(random_one_in(10) ? 200 : 6);
	size_t len = 0;

	while (words--) {
		len = append(bytes, len, room, words_any());
		len = append(bytes, len, room, separators[random_below(9)]);
	}
	return len;
}

static size_t noise(char *bytes)
{
	size_t i, len = random_below(random_one_in(20) ? 5000 : 64);

	for (i = 0; i < len; i++)
		bytes[i] = random_below(256);
	return len;
}

/* Around what the kernel takes in one piece, something somewhere in the middle */
static size_t oversized(char *bytes)
{
	static const char fillers[] = "\n \0x,0";
	size_t len = PIECE - 40 + random_below(random_one_in(2) ? 80 : PIECE);
	const char *word = words_any();
	size_t at = random_one_in(3) ? 0 : random_below(len - NAME_SIZE);

	memset(bytes, fillers[random_below(6)], len);
	memcpy(bytes + at, word, strlen(word));
	return len;
}

static void change(struct input *in)
{
	size_t at = random_below(in->len + 1);
	static const char bytes[] = "\n \0:,x1-\xff";

	switch (random_below(5)) {
	case 0: /* a bit */
		if (at < in->len)
			in->bytes[at] ^= 1 << random_below(8);
		break;
	case 1: /* one byte less */
		if (at < in->len)
			memmove(in->bytes + at, in->bytes + at + 1,
				--in->len - at);
		break;
	case 2: /* one byte more */
		if (in->len == MAX_BYTES)
			break;
		memmove(in->bytes + at + 1, in->bytes + at, in->len++ - at);
		in->bytes[at] = bytes[random_below(9)];
		break;
	case 3: /* no end */
		in->len = at;
		break;
	case 4: /* a word more */
		in->len = append(in->bytes, in->len, MAX_BYTES, words_any());
		break;
	}
}

static void make(struct input *in)
{
	unsigned int dice = random_below(100);

	if (dice < 35)
		in->len = target_sensible(&targets[in->target], in->bytes);
	else if (dice < 65)
		in->len = input_list(in->bytes, MAX_BYTES);
	else if (dice < 80)
		in->len = noise(in->bytes);
	else if (dice < 85)
		in->len = oversized(in->bytes);
	else if (dice < 88)
		in->len = 0;
	else
		in->len = append(in->bytes, 0, MAX_BYTES, words_any());
}

void input_next(struct input *in)
{
	bool again = nr_kept && random_one_in(2);

	if (again) {
		const struct input *old = kept[random_below(nr_kept)];

		memcpy(in, old, offsetof(struct input, bytes) + old->len);
	} else {
		in->target = random_below(nr_targets);
		make(in);
	}
	while (again || random_one_in(3)) {
		change(in);
		again = false;
	}
	in->way = random_one_in(3) ? random_below(NR_WAYS) : WRITE;
	in->offset = random_below(random_one_in(2) ? 8 : 3 * PIECE);
	target_tame(in);
}

void input_print(const struct input *in)
{
	static const char *const ways[] = { "write",  "pwrite", "writev",
					    "splice", "bytes",	"bad address" };
	size_t i;

	printf("# %s, %s, offset %u, %zu bytes: ", targets[in->target].path,
	       ways[in->way], in->offset, in->len);
	for (i = 0; i < in->len && i < 200; i++)
		printf(isgraph((unsigned char)in->bytes[i]) ? "%c" : "\\x%02x",
		       (unsigned char)in->bytes[i]);
	printf("%s\n", i < in->len ? "..." : "");
}
