// SPDX-License-Identifier: GPL-2.0
/* Whose guest the running kernel is: by what it shows, else by the rules of Linux. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../module/abi/cpuid.h"
#include "served.h"
#include "text.h"

/* What a kernel shows only if it is a guest of this one; NULL if nothing does. */
static const char *sign_of(const struct guest *guest, enum pvshim_hv hv)
{
	switch (hv) {
	case PVSHIM_HV_XEN:
		return guest->xen && !strcmp(guest->xen, "xen") ?
			       "/sys/hypervisor is there" :
			       NULL;
	case PVSHIM_HV_KVM:
		return guest_has_clock(guest, "kvm-clock") ?
			       "kvm-clock is among the clocksources" :
			       NULL;
	case PVSHIM_HV_HYPERV:
		return guest_has_clock(guest, "hyperv_clocksource_tsc_page") ||
				       guest_has_clock(guest,
						       "hyperv_clocksource_msr") ?
			       "its clock is among the clocksources" :
			       NULL;
	default:
		return NULL;
	}
}

/* With nopv a kernel logs Xen, too, and makes no use of it. */
static bool is_logged(const struct guest *guest, enum pvshim_hv hv)
{
	const struct facilities *all = facilities_of(hv);

	return all && hv != PVSHIM_HV_XEN && guest_logged(guest, all->detected);
}

static const char *shown(const struct guest *guest, enum pvshim_hv hv)
{
	const char *sign = sign_of(guest, hv);

	if (!sign && is_logged(guest, hv))
		sign = "the kernel's log says so";
	return sign;
}

/* Linux looks for VMware and for Hyper-V at the first base alone. */
static bool linux_looks_at(const struct pvshim_signature *sig)
{
	if (sig->fault != PVSHIM_FAULT_NONE)
		return false;
	return sig->hv == PVSHIM_HV_XEN || sig->hv == PVSHIM_HV_KVM ||
	       sig->from_dmi || sig->base == PVSHIM_CPUID_FIRST_BASE;
}

/* The one at the highest base */
static const struct pvshim_signature *
linux_takes(const struct pvshim_detection *found)
{
	const struct pvshim_signature *taken = NULL;
	unsigned int i;

	for (i = 0; i < found->nr; i++)
		if (linux_looks_at(&found->signatures[i]))
			taken = &found->signatures[i];
	return taken;
}

/* Whether none of these options is in a configuration that is known */
static bool is_left_out(const struct guest *guest, const char *options)
{
	bool left_out = guest->config;

	while (*options) {
		size_t len = strcspn(options, " ");
		char *name = format("%.*s", (int)len, options);

		if (guest_config(guest, name) != 'n')
			left_out = false;
		free(name);
		options += len + strspn(options + len, " ");
	}
	return left_out;
}

static enum use by_rules(const struct guest *guest,
			 const struct pvshim_detection *found,
			 const struct pvshim_signature *sig, char **why)
{
	const struct facilities *all = facilities_of(sig->hv);
	const struct pvshim_signature *taken = linux_takes(found);
	char *nopv = guest_parameter(guest, "nopv");

	*why = NULL;
	free(nopv);
	if (sig->fault != PVSHIM_FAULT_NONE)
		*why = format("%s", pvshim_fault_text(sig->fault));
	else if (nopv)
		*why = format("nopv is on the kernel's command line");
	else if (all && is_left_out(guest, all->config))
		*why = format("the kernel was built without CONFIG_%.*s",
			      (int)strcspn(all->config, " "), all->config);
	else if (sig != taken)
		*why = format("Linux looks for %s first",
			      taken ? pvshim_hv_name(taken->hv) : "others");
	if (*why)
		return USE_NO;
	*why = format("by the kernel's rules");
	return USE_LIKELY;
}

enum use served_by(const struct guest *guest,
		   const struct pvshim_detection *found,
		   const struct pvshim_signature *sig, char **why)
{
	const char *sign = NULL;
	enum pvshim_hv hv;

	if (guest->another) {
		*why = format("%s", "");
		return USE_UNKNOWN;
	}
	if (sig->fault == PVSHIM_FAULT_NONE)
		sign = shown(guest, sig->hv);
	if (sign) {
		*why = format("%s", sign);
		return USE_YES;
	}
	for (hv = 0; hv < PVSHIM_NR_HV; hv++)
		if (hv != sig->hv && sig->fault == PVSHIM_FAULT_NONE &&
		    shown(guest, hv)) {
			*why = format("the kernel is a guest of %s",
				      pvshim_hv_name(hv));
			return USE_NO;
		}
	return by_rules(guest, found, sig, why);
}
