// SPDX-License-Identifier: GPL-2.0
/* The table of private-list.h. */
#include <stdlib.h>

#include "private.h"
#include "text.h"

#define PRIVATE(kind, text, instead) { PRIVATE_##kind, text, instead },

const struct private_item private_items[] = {
#include "private-list.h"
};

const size_t private_nr = ARRAY_SIZE(private_items);

void private_regex(regex_t *regex, const struct private_item *item)
{
	if (regcomp(regex, item->text, REG_EXTENDED | REG_ICASE))
		abort(); /* a mistake in the list */
}
