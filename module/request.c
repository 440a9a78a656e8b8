// SPDX-License-Identifier: GPL-2.0
/* What the administrator asks for in words. */
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "policy.h"
#include "request.h"

/* Not isspace(), which takes some bytes beyond ASCII for white space, too. */
#define BLANKS " \t\n\v\f\r"

/**
 * struct piece - a part of a text
 * @at: its first byte
 * @len: how many bytes; a NUL is a byte like any other
 */
struct piece {
	const char *at;
	size_t len;
};

static bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

static void drop(struct piece *piece, size_t len)
{
	piece->at += len;
	piece->len -= len;
}

/* Programs in C may write the NUL that ends their string. */
static struct piece trim(const char *text, size_t len)
{
	struct piece piece = { text, len };

	while (piece.len && (!piece.at[piece.len - 1] ||
			     is_one_of(piece.at[piece.len - 1], BLANKS)))
		piece.len--;
	while (piece.len && is_one_of(piece.at[0], BLANKS))
		drop(&piece, 1);
	return piece;
}

/* Takes the next word off; it is empty at the end alone. */
static struct piece next_word(struct piece *rest, const char *separators)
{
	struct piece word;

	while (rest->len && is_one_of(rest->at[0], separators))
		drop(rest, 1);
	word = (struct piece){ rest->at, 0 };
	while (rest->len && !is_one_of(rest->at[0], separators)) {
		drop(rest, 1);
		word.len++;
	}
	return word;
}

static void copy(struct pvshim_word *to, struct piece from)
{
	size_t i, len = min(from.len, (size_t)PVSHIM_WORD_SIZE - 1);

	for (i = 0; i < len; i++)
		to->text[i] = from.at[i] ?: '?';
	to->text[len] = '\0';
	if (len < from.len)
		memcpy(to->text + len - 3, "...", 3);
}

static bool is_name(struct piece word, const char *name)
{
	return word.len == strlen(name) && !memcmp(word.at, name, word.len);
}

/* The operation's number, or @ops->nr */
static unsigned int find_op(const struct pvshim_names *ops, struct piece word)
{
	unsigned int op = 0;

	while (op < ops->nr && !is_name(word, ops->names[op]))
		op++;
	return op;
}

static int blame(struct pvshim_request_fault *fault, struct piece word,
		 const char *why)
{
	copy(&fault->word, word);
	fault->why = why;
	return -EINVAL;
}

void pvshim_request_name(const char *text, size_t len, struct pvshim_word *name)
{
	copy(name, trim(text, len));
}

bool pvshim_request_verify(const char *text, size_t len)
{
	return is_name(trim(text, len), "1");
}

/* One word OP:PROVIDER */
static int parse_wish(struct piece word, const struct pvshim_names *ops,
		      struct pvshim_word *providers,
		      struct pvshim_request_fault *fault)
{
	struct piece provider = word;
	struct piece name = next_word(&provider, ":");
	unsigned int op = find_op(ops, name);

	if (word.at[0] == ':' || !provider.len)
		return blame(fault, word, "is not OP:PROVIDER");
	drop(&provider, 1);
	if (op == ops->nr)
		return blame(fault, word, "there is no such operation");
	if (providers[op].text[0])
		return blame(fault, word, "names an operation again");
	copy(&providers[op], provider);
	if (!pvshim_name_valid(providers[op].text))
		return blame(fault, word, "no provider can have this name");
	return 0;
}

int pvshim_request_bind(const char *text, size_t len,
			const struct pvshim_names *ops,
			struct pvshim_word *providers,
			struct pvshim_request_fault *fault)
{
	struct piece rest = trim(text, len), word;
	unsigned int op;
	int ret = 0;

	for (op = 0; op < ops->nr; op++)
		providers[op].text[0] = '\0';
	while (!ret && (word = next_word(&rest, BLANKS ",")).len)
		ret = parse_wish(word, ops, providers, fault);
	return ret;
}
