// SPDX-License-Identifier: GPL-2.0
/* The binding policy: which provider gets an operation by default. */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "policy.h"

#define NAME_MAX_LEN 31

static bool better(const struct pvshim_candidate *a,
		   const struct pvshim_candidate *b)
{
	if (a->rating != b->rating)
		return a->rating > b->rating;
	return a->base > b->base;
}

int pvshim_policy_choose(const struct pvshim_candidate *candidates,
			 unsigned int nr)
{
	unsigned int i;
	int best = -1;

	for (i = 0; i < nr; i++)
		if (candidates[i].serves &&
		    (best < 0 || better(&candidates[i], &candidates[best])))
			best = i;
	return best;
}

u32 pvshim_policy_group(unsigned int op, u32 entering, const u32 *leaving,
			unsigned int nr)
{
	u32 group = 0, next = BIT(op);
	unsigned int i;

	while (next != group) {
		group = next;
		if (group & entering)
			next |= entering;
		for (i = 0; i < nr; i++)
			if (group & BIT(i))
				next |= leaving[i];
	}
	return group;
}

bool pvshim_name_valid(const char *name)
{
	size_t len;

	if (!name)
		return false;
	len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
	return len && len <= NAME_MAX_LEN && !name[len];
}

/* Not isalnum(), which takes some bytes beyond ASCII for letters, too. */
static bool is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

void pvshim_signature_alias(const char *signature,
			    char alias[PVSHIM_ALIAS_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned int i;
	u8 byte;

	memcpy(alias, PVSHIM_ALIAS_PREFIX, sizeof(PVSHIM_ALIAS_PREFIX) - 1);
	alias += sizeof(PVSHIM_ALIAS_PREFIX) - 1;
	for (i = 0; i < PVSHIM_SIGNATURE_LEN && signature[i]; i++) {
		byte = signature[i];
		if (is_letter_or_digit(byte)) {
			*alias++ = byte;
			continue;
		}
		*alias++ = '_';
		*alias++ = digits[byte >> 4];
		*alias++ = digits[byte & 15];
	}
	*alias = '\0';
}
