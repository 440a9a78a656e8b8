// SPDX-License-Identifier: GPL-2.0
/* What to change, where that is certain: nothing that depends on the workload. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice.h"
#include "text.h"

#define CURRENT_CLOCK \
	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

/* Takes both texts. The same change is good for several things. */
static void add(struct advices *advices, char *what, char *why)
{
	size_t i;

	for (i = 0; i < advices->nr; i++)
		if (!strcmp(advices->advice[i].what, what)) {
			append(&advices->advice[i].why, ", ", why);
			free(what);
			free(why);
			return;
		}
	advices->advice = xalloc(advices->advice,
				 (advices->nr + 1) * sizeof(struct advice));
	advices->advice[advices->nr++] = (struct advice){ what, why };
}

static void of_facility(struct advices *advices, const struct finding *f)
{
	if (f->parameter)
		add(advices,
		    format("take %s off the kernel's command line",
			   f->parameter),
		    format("%s", f->facility->name));
	if (f->config)
		add(advices, format("use a kernel with CONFIG_%s", f->config),
		    format("%s", f->facility->name));
}

static void of_interface(struct advices *advices, const struct guest *guest,
			 const struct judged *judged)
{
	char *nopv = guest_parameter(guest, "nopv");
	size_t i;

	/* Linux calls what says that it is Xen without a trial. */
	if (nopv && judged->all && judged->sig->hv != PVSHIM_HV_XEN &&
	    judged->use == USE_NO)
		add(advices, format("take nopv off the kernel's command line"),
		    format("%s", pvshim_hv_name(judged->sig->hv)));
	free(nopv);
	for (i = 0; i < judged->nr; i++)
		of_facility(advices, &judged->finding[i]);
}

/* Only kernels that account for it look at the parameter. */
static void of_steal_time(struct advices *advices, const struct guest *guest)
{
	char *word = guest_parameter(guest, "no-steal-acc");

	if (word && guest_config(guest, "PARAVIRT_TIME_ACCOUNTING") == 'y')
		add(advices,
		    format("take %s off the kernel's command line", word),
		    format("the scheduler takes steal time into account"));
	free(word);
}

/* A reading of these leaves the guest, or takes a microsecond of a slow device. */
static void of_clock(struct advices *advices, const struct guest *guest)
{
	static const char *const good[] = { "kvm-clock", "xen",
					    "hyperv_clocksource_tsc_page" };
	char *forced = guest_parameter(guest, "clocksource=");
	size_t i;

	for (i = 0;
	     guest->clock && has_word("hpet acpi_pm jiffies", guest->clock) &&
	     i < ARRAY_SIZE(good);
	     i++) {
		if (!guest_has_clock(guest, good[i]))
			continue;
		if (forced)
			add(advices,
			    format("take %s off the kernel's command line",
				   forced),
			    format("each reading of %s is an exit",
				   guest->clock));
		else
			add(advices,
			    format("write %s to %s", good[i], CURRENT_CLOCK),
			    format("each reading of %s is an exit",
				   guest->clock));
	}
	free(forced);
}

void advise(struct advices *advices, const struct guest *guest,
	    const struct judged *judged, size_t nr)
{
	size_t i;

	*advices = (struct advices){};
	for (i = 0; i < nr; i++)
		of_interface(advices, guest, &judged[i]);
	if (nr) {
		of_steal_time(advices, guest);
		of_clock(advices, guest);
	}
}

void advices_free(struct advices *advices)
{
	size_t i;

	for (i = 0; i < advices->nr; i++) {
		free(advices->advice[i].what);
		free(advices->advice[i].why);
	}
	free(advices->advice);
}
