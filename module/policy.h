/* SPDX-License-Identifier: GPL-2.0 */
/* The binding policy: which provider gets an operation by default; names. Pure logic. */
#ifndef _PVSHIM_POLICY_H
#define _PVSHIM_POLICY_H

#include <linux/types.h>

#include <pvshim/hypervisor.h>

/**
 * struct pvshim_candidate - a provider, as far as the policy cares
 * @serves: its probe of the operation succeeded
 * @rating: its rating, see provider.h
 * @base: base leaf of its signature, 0 if it has none
 */
struct pvshim_candidate {
	bool serves;
	unsigned int rating;
	u32 base;
};

/**
 * pvshim_policy_choose - the provider to bind an operation to
 * @candidates: all providers, in order of registration
 * @nr: how many
 *
 * The highest rating wins; then the signature at the highest base, which is the
 * host's own rather than one it imitates; then the first registered.
 *
 * Return: index into @candidates, or -1 if none serves the operation.
 */
int pvshim_policy_choose(const struct pvshim_candidate *candidates,
			 unsigned int nr);

/**
 * pvshim_policy_group - what has to be switched together with an operation
 * @op: the operation to switch
 * @entering: operations that share state in the provider it goes to
 * @leaving: for each operation, those that share state with it where it is bound
 *	now, itself included
 * @nr: how many operations there are, 32 at most
 *
 * Return: the operations as bits, @op among them.
 */
u32 pvshim_policy_group(unsigned int op, u32 entering, const u32 *leaving,
			unsigned int nr);

/**
 * pvshim_name_valid - whether a provider may have this name
 * @name: the name; becomes a directory in sysfs
 *
 * Return: true for 1 to 31 lower case letters, digits, '_' and '-'.
 */
bool pvshim_name_valid(const char *name);

/* Room for the alias of a signature, each byte of which takes three */
#define PVSHIM_ALIAS_PREFIX "pvshim-provider-"
#define PVSHIM_ALIAS_SIZE \
	(sizeof(PVSHIM_ALIAS_PREFIX) + 3 * PVSHIM_SIGNATURE_LEN)

/**
 * pvshim_signature_alias - the alias of a module whose provider has a signature
 * @signature: the signature, PVSHIM_SIGNATURE_LEN bytes at most
 * @alias: gets PVSHIM_ALIAS_PREFIX and the signature: letters and digits of ASCII as they
 *	are, each other byte as '_' and two lower case hexadecimal digits. So nothing in
 *	it has a meaning for modprobe, and no two signatures have the same.
 */
void pvshim_signature_alias(const char *signature,
			    char alias[PVSHIM_ALIAS_SIZE]);

#endif /* _PVSHIM_POLICY_H */
