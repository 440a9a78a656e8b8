// SPDX-License-Identifier: GPL-2.0
/* The tables of facilities, by hypervisor. */
#include "facility.h"
#include "text.h"

const struct facilities *facilities_of(enum pvshim_hv hv)
{
	static const struct facilities *const all[] = {
		&facilities_xen,
		&facilities_vmware,
		&facilities_kvm,
		&facilities_hyperv,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (all[i]->hv == hv)
			return all[i];
	return NULL;
}
