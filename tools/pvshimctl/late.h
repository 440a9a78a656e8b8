/* SPDX-License-Identifier: GPL-2.0 */
/* Late operations: those of the kernel itself that a provider has attached. */
#ifndef _PVSHIMCTL_LATE_H
#define _PVSHIMCTL_LATE_H

#include <json-c/json.h>
#include <stdbool.h>

#include "tree.h"

/* Whether the kernel has them at all; without, there is nothing to show. */
bool late_exists(const struct tree *tree);

/* "native", or the provider and what it has attached; to be freed */
char *late_text(const struct tree *tree);

/* All of it as a JSON object; NULL, which becomes null, where there is none */
json_object *late_json(const struct tree *tree);

#endif /* _PVSHIMCTL_LATE_H */
