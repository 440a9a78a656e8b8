// SPDX-License-Identifier: GPL-2.0
/*
 * Requests in words: the first byte says which kind, the rest is the text. What the
 * module makes of it is compared with what is made of it here, by other means: NULs
 * are made visible first, and strtok() takes the rest apart.
 */
#include <errno.h>

#include <linux/kernel.h>

#include "../../module/policy.h"
#include "../../module/request.h"
#include "fuzz.h"

#define BLANKS " \t\n\v\f\r"

static const char *const names[] = { "steal_clock", "vcpu_is_preempted",
				     "yield_to", "host_time", "a" };
static const struct pvshim_names ops = { names, ARRAY_SIZE(names) };

/* As a string, without what does not count at its ends. */
static char *visible(const char *text, size_t len)
{
	char *copy = calloc(1, len + 1);
	size_t i;

	while (len && (!text[len - 1] || strchr(BLANKS, text[len - 1])))
		len--;
	for (i = 0; i < len; i++)
		copy[i] = text[i] ? text[i] : '?';
	memmove(copy, copy + strspn(copy, BLANKS),
		strlen(copy + strspn(copy, BLANKS)) + 1);
	return copy;
}

/* The word as the module may keep it */
static int is_kept_as(const char *word, const struct pvshim_word *copy)
{
	const char *kept = copy->text;
	size_t room = PVSHIM_WORD_SIZE - 1;

	if (strlen(word) <= room)
		return !strcmp(word, kept);
	return strlen(kept) == room && !strncmp(word, kept, room - 3) &&
	       !strcmp(kept + room - 3, "...");
}

static unsigned int number_of(const char *name)
{
	unsigned int op;

	for (op = 0; op < ops.nr; op++)
		if (!strcmp(names[op], name))
			break;
	return op;
}

static void try_name(const char *text, size_t len)
{
	struct pvshim_word *name = malloc(sizeof(*name));
	char *wanted = visible(text, len);

	pvshim_request_name(text, len, name);
	HOLDS(is_kept_as(wanted, name));
	HOLDS(pvshim_request_verify(text, len) == !strcmp(wanted, "1"));
	free(wanted);
	free(name);
}

/* The operation of a word that makes sense, or -1 */
static int wish_of(char *word, char **provider)
{
	char *colon = strchr(word, ':');
	unsigned int op;

	if (!colon)
		return -1;
	*colon = '\0';
	op = number_of(word);
	*colon = ':';
	*provider = colon + 1;
	return op < ops.nr && pvshim_name_valid(*provider) ? (int)op : -1;
}

static void try_bind(const char *text, size_t len)
{
	struct pvshim_word *providers = malloc(sizeof(*providers) * ops.nr);
	struct pvshim_request_fault *fault = malloc(sizeof(*fault));
	int ret = pvshim_request_bind(text, len, &ops, providers, fault);
	char *copy = visible(text, len), *rest = NULL, *word, *provider;
	unsigned int op, seen = 0;
	int wish = 0;

	word = strtok_r(copy, BLANKS ",", &rest);
	for (; word; word = strtok_r(NULL, BLANKS ",", &rest)) {
		wish = wish_of(word, &provider);
		if (wish < 0 || seen & 1u << wish)
			break;
		seen |= 1u << wish;
		HOLDS(ret || !strcmp(providers[wish].text, provider));
	}
	HOLDS(ret == (word ? -EINVAL : 0));
	HOLDS(!word || (is_kept_as(word, &fault->word) && *fault->why));
	for (op = 0; op < ops.nr && !ret; op++)
		HOLDS(seen & 1u << op || !*providers[op].text);
	free(copy);
	free(fault);
	free(providers);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static void (*const kinds[])(const char *, size_t) = { try_name,
							       try_bind };
	char *text;

	if (!size)
		return 0;
	/* of its own, so that reading behind it is noticed */
	text = malloc(size - 1 ?: 1);
	memcpy(text, data + 1, size - 1);
	kinds[data[0] % ARRAY_SIZE(kinds)](text, size - 1);
	free(text);
	return 0;
}
