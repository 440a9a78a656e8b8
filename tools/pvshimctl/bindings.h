/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was bound before an A/B, what it has bound since, and the way back. It lies in
 * memory that the tool shares with its guardian, which reads it when the tool is gone.
 */
#ifndef _PVSHIMCTL_BINDINGS_H
#define _PVSHIMCTL_BINDINGS_H

#include <stdatomic.h>

#include "tree.h"

#define BINDING_NAME 128

/**
 * struct binding - an operation
 * @op: its name
 * @before: what it was bound to at first
 * @now: what we have bound it to last
 * @switches: its count of switches then
 * @ours: we have switched it, alone or together with others
 */
struct binding {
	char op[BINDING_NAME];
	char before[BINDING_NAME];
	char now[BINDING_NAME];
	unsigned long long switches;
	bool ours;
};

/**
 * struct bindings - all operations
 * @options: where sysfs is
 * @switching: we are just switching, and have not seen yet what that has changed
 * @to: to this provider
 * @nr: how many operations
 * @binding: the operations
 */
struct bindings {
	const struct options *options;
	atomic_bool switching;
	char to[BINDING_NAME];
	size_t nr;
	struct binding binding[];
};

/* NULL, with all said, if there is not the memory or a name is too long. */
struct bindings *bindings_new(const struct options *options, size_t nr);
struct bindings *bindings_record(const struct tree *tree);
void bindings_free(struct bindings *b);
bool bindings_add(struct bindings *b, const char *op, const char *before);
struct binding *bindings_find(struct bindings *b, const char *op);

/**
 * bindings_kept - look whether everything is as we have bound it
 * @b: the bindings
 *
 * Return: false, with all said, if an operation of ours is bound to another provider
 * than we have bound it to, or was switched there and back.
 */
bool bindings_kept(struct bindings *b);

/**
 * bindings_switch - bind an operation, unless another has switched it since
 * @b: the bindings
 * @op: the operation
 * @provider: the provider
 *
 * Return: 0, an errno with nothing changed, or ESTALE with all said if it is another's
 * now.
 */
int bindings_switch(struct bindings *b, const char *op, const char *provider);

/**
 * bindings_restore - bind everything as it was before
 * @b: the bindings
 *
 * What is bound to another provider than we have bound it to is left alone.
 *
 * Return: whether everything is as before; else all is said.
 */
bool bindings_restore(struct bindings *b);

#endif /* _PVSHIMCTL_BINDINGS_H */
