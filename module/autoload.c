// SPDX-License-Identifier: GPL-2.0
/* Modules of other providers, asked for by the signatures that the host shows. */
#include <linux/build_bug.h>
#include <linux/kmod.h>
#include <linux/module.h>
#include <linux/string.h>

#include "autoload.h"
#include "entries.h"
#include "machine.h"
#include "policy.h"

static_assert(PVSHIM_ALIAS_SIZE <= MODULE_NAME_LEN);

static bool has_provider(const struct pvshim_signature *sig)
{
	struct pvshim_entry *entry;

	list_for_each_entry(entry, &pvshim_entries, node)
		if (entry->provider->signature &&
		    !strcmp(entry->provider->signature, sig->text))
			return true;
	return false;
}

/* Whether a provider of this signature would find it, see pvshim_probe_entry() */
static bool is_usable(const struct pvshim_signature *sig)
{
	return pvshim_find_signature(&pvshim_found, sig->text) == sig;
}

/*
 * Nothing waits for modprobe: the modules use pvshim's symbols, so that they cannot be
 * loaded before pvshim's init function has returned.
 */
void pvshim_autoload(void)
{
	char alias[PVSHIM_ALIAS_SIZE];
	unsigned int i;

	lockdep_assert_held(&pvshim_mutex);
	for (i = 0; i < pvshim_found.nr; i++) {
		const struct pvshim_signature *sig =
			&pvshim_found.signatures[i];

		if (!is_usable(sig) || has_provider(sig))
			continue;
		pvshim_signature_alias(sig->text, alias);
		request_module_nowait("%s", alias);
	}
}
