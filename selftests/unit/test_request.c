// SPDX-License-Identifier: GPL-2.0
/* What the administrator asks for in words: at load, and by files of sysfs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel.h>

#include "../../module/request.h"
#include "ktap.h"

static const char *const names[] = { "steal_clock", "yield_to", "yield" };
static const struct pvshim_names ops = { names, ARRAY_SIZE(names) };

/*
 * A text of its own, of just these bytes: reading on behind them is caught by the
 * address sanitizer.
 */
static char *exactly(const char *text, size_t len)
{
	char *copy = malloc(len ?: 1);

	memcpy(copy, text, len);
	return copy;
}

#define TEXT(string) string, sizeof(string) - 1
#define TEN_X	     "xxxxxxxxxx"
#define LONG_NAME    TEN_X TEN_X TEN_X "123456789"

/* clang-format off */
/* Each row: what a file is given, and the name that this is. */
static const struct naming {
	const char *what, *text;
	size_t len;
	const char *name;
} namings[] = {
	{ "a name", TEXT("xen"), "xen" },
	{ "echo's newline", TEXT("xen\n"), "xen" },
	{ "white space around it", TEXT("\n\v\f\r\t xen \r\n\v"), "xen" },
	{ "white space within stays", TEXT("x n"), "x n" },
	{ "nothing", TEXT(""), "" },
	{ "white space alone", TEXT("\n\t "), "" },
	{ "a NUL behind it", TEXT("xen\0"), "xen" },
	{ "NULs and newlines behind it", TEXT("xen\n\0\n\0"), "xen" },
	{ "NULs alone", TEXT("\0\0\0"), "" },
	{ "something behind a NUL", TEXT("xen\0kvm"), "xen?kvm" },
	{ "a NUL before it", TEXT("\0xen"), "?xen" },
	{ "a byte that is white space in Latin-1", TEXT("xen\xa0"),
	  "xen\xa0" },
	{ "as long as there is room", TEXT(LONG_NAME), LONG_NAME },
	{ "longer", TEXT(LONG_NAME "0"), TEN_X TEN_X TEN_X "123456..." },
	{ "white space counts as nothing", TEXT(LONG_NAME "\n          "),
	  LONG_NAME },
};

/* Each row: what the file verify is given, and whether it asks to. */
static const struct verifying {
	const char *what, *text;
	size_t len;
	bool asks;
} verifyings[] = {
	{ "1", TEXT("1"), true },
	{ "1 and a newline", TEXT("1\n"), true },
	{ "1 and a NUL", TEXT("1\0"), true },
	{ "nothing", TEXT(""), false },
	{ "0", TEXT("0\n"), false },
	{ "11", TEXT("11"), false },
	{ "1 and more", TEXT("1 1"), false },
	{ "1, a NUL and more", TEXT("1\0x"), false },
	{ "+1", TEXT("+1"), false },
	{ "01", TEXT("01"), false },
	{ "yes", TEXT("yes"), false },
};

/* Each row: the parameter bind, and the provider of each operation. */
static const struct binding {
	const char *what, *text;
	size_t len;
	const char *providers[ARRAY_SIZE(names)];
	const char *word, *why; /* if it is refused */
} bindings[] = {
	{ "nothing", TEXT(""), { "", "", "" }, NULL, NULL },
	{ "separators alone", TEXT(", ,\n,"), { "", "", "" }, NULL, NULL },
	{ "one", TEXT("yield_to:xen"), { "", "xen", "" }, NULL, NULL },
	{ "all", TEXT("yield:a,yield_to:b steal_clock:c\n"), { "c", "b", "a" },
	  NULL, NULL },
	{ "separators around it", TEXT(" ,yield:a, ,\t"), { "", "", "a" },
	  NULL, NULL },
	{ "the longest name", TEXT("yield:" TEN_X TEN_X TEN_X "1"),
	  { "", "", TEN_X TEN_X TEN_X "1" }, NULL, NULL },
	{ "too long a name", TEXT("yield:" TEN_X TEN_X TEN_X "12"), {},
	  "yield:" TEN_X TEN_X TEN_X "12", "no provider can have this name" },
	{ "much too long a name", TEXT("yield:" LONG_NAME "0"), {},
	  "yield:" TEN_X TEN_X TEN_X "...", "no provider can have this name" },
	{ "no colon", TEXT("yield"), {}, "yield", "is not OP:PROVIDER" },
	{ "no operation", TEXT(":xen"), {}, ":xen", "is not OP:PROVIDER" },
	{ "nothing before the first colon", TEXT(":yield:xen"), {},
	  ":yield:xen", "is not OP:PROVIDER" },
	{ "a colon alone", TEXT("::"), {}, "::", "is not OP:PROVIDER" },
	{ "no provider", TEXT("yield:"), {}, "yield:",
	  "no provider can have this name" },
	{ "no provider, at the end of the list", TEXT("yield:,"), {}, "yield:",
	  "no provider can have this name" },
	{ "two colons", TEXT("yield:a:b"), {}, "yield:a:b",
	  "no provider can have this name" },
	{ "upper case", TEXT("yield:Xen"), {}, "yield:Xen",
	  "no provider can have this name" },
	{ "a NUL", TEXT("yield:xe\0n"), {}, "yield:xe?n",
	  "no provider can have this name" },
	{ "unknown operation", TEXT("yield_:xen"), {}, "yield_:xen",
	  "there is no such operation" },
	{ "half an operation", TEXT("yiel:xen"), {}, "yiel:xen",
	  "there is no such operation" },
	{ "unknown behind known", TEXT("yield:xen,x:y,yield_to:xen"), {}, "x:y",
	  "there is no such operation" },
	{ "an operation again", TEXT("yield:xen,yield:xen"), {}, "yield:xen",
	  "names an operation again" },
};

/* clang-format on */

static void expect_string(const char *is, const char *wanted, int line)
{
	if (!strcmp(is, wanted))
		return;
	ktap_expect(0, wanted, __FILE__, line);
	printf("# it is: %s\n", is);
}

#define EXPECT_STRING(is, wanted) expect_string(is, wanted, __LINE__)

static void try_name(const struct naming *row)
{
	char *text = exactly(row->text, row->len);
	struct pvshim_word name;

	pvshim_request_name(text, row->len, &name);
	EXPECT_STRING(name.text, row->name);
	free(text);
}

static void try_verify(const struct verifying *row)
{
	char *text = exactly(row->text, row->len);

	EXPECT_EQ(pvshim_request_verify(text, row->len), row->asks);
	free(text);
}

static void expect_fault(const struct pvshim_request_fault *fault, int ret,
			 const char *word, const char *why)
{
	EXPECT(ret == (why ? -EINVAL : 0));
	if (!ret || !why)
		return;
	EXPECT_STRING(fault->word.text, word);
	EXPECT_STRING(fault->why, why);
}

static void try_bind(const struct binding *row)
{
	struct pvshim_word providers[ARRAY_SIZE(names)];
	char *text = exactly(row->text, row->len);
	struct pvshim_request_fault fault;
	unsigned int op;
	int ret;

	memset(providers, 'x', sizeof(providers));
	ret = pvshim_request_bind(text, row->len, &ops, providers, &fault);
	expect_fault(&fault, ret, row->word, row->why);
	for (op = 0; op < ARRAY_SIZE(names) && !ret; op++)
		EXPECT_STRING(providers[op].text, row->providers[op]);
	free(text);
}

#define TRY_ALL(rows, try, kind)                               \
	for (i = 0; i < ARRAY_SIZE(rows); i++) {               \
		try(&(rows)[i]);                               \
		snprintf(title, sizeof(title), "%s: %s", kind, \
			 (rows)[i].what);                      \
		ktap_result(title);                            \
	}

int main(void)
{
	unsigned int i, planned = ARRAY_SIZE(namings) + ARRAY_SIZE(verifyings) +
				  ARRAY_SIZE(bindings);
	char title[80];

	ktap_plan(planned);
	TRY_ALL(namings, try_name, "name");
	TRY_ALL(verifyings, try_verify, "verify");
	TRY_ALL(bindings, try_bind, "bind");
	return ktap_exit(planned);
}
