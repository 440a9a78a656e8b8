// SPDX-License-Identifier: GPL-2.0
/* Whether the kernel uses what a host offers: by what is seen, else by its rules. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <asm/kvm_para.h>
#include <linux/bits.h>

#include "judge.h"
#include "served.h"
#include "text.h"

const char *use_word(enum use use)
{
	static const char *const words[NR_USES] = {
		[USE_UNKNOWN] = "unknown",
		[USE_NO] = "no",
		[USE_LIKELY] = "likely",
		[USE_YES] = "yes",
	};

	return words[use];
}

static u32 word_of(const struct guest *guest,
		   const struct pvshim_signature *sig, enum facility_word word)
{
	switch (word) {
	case BY_FEATURES:
		return sig->features;
	case BY_MORE_FEATURES:
		return sig->more_features;
	case BY_HINTS:
		return sig->hints;
	case BY_XEN_FEATURES:
		return guest->xen_features ?
			       strtoul(guest->xen_features, NULL, 16) :
			       0;
	default:
		return 0;
	}
}

static void say(struct finding *f, enum use found, char *why)
{
	free(f->why);
	f->use = found;
	f->why = why;
}

/* Each of the rules returns whether it has said the last word. */
static bool by_sight(struct finding *f, const struct guest *guest)
{
	const struct facility *what = f->facility;
	char *why = NULL;
	enum use use = what->look ? what->look(guest, &why) : USE_UNKNOWN;

	if (use == USE_UNKNOWN && what->log && guest_logged(guest, what->log)) {
		use = USE_YES;
		why = format("the kernel's log says so");
	}
	if (use != USE_UNKNOWN)
		say(f, use, why);
	return use != USE_UNKNOWN;
}

static bool by_msr(struct finding *f, const struct guest *guest)
{
	uint64_t value;

	if (!f->facility->msr || !guest_msr(guest, f->facility->msr, &value))
		return false;
	say(f, value & 1 ? USE_YES : USE_NO,
	    format("MSR %#x says %s", f->facility->msr,
		   value & 1 ? "so" : "that it is off"));
	return true;
}

static bool by_bits(struct finding *f, u32 word)
{
	const struct facility *what = f->facility;

	if (what->unused && (!what->without || (word & what->without))) {
		say(f, USE_NO, format("%s", what->unused));
		return true;
	}
	if (what->with & ~word) {
		say(f, USE_NO,
		    format("the kernel wants %s bit %d with it",
			   what->word == BY_HINTS ? "hint" : "feature",
			   __builtin_ctz(what->with & ~word)));
		return true;
	}
	return false;
}

static bool by_configuration(struct finding *f, const struct guest *guest)
{
	const struct facility *what = f->facility;

	f->parameter = what->off ? guest_parameter(guest, what->off) : NULL;
	if (f->parameter) {
		say(f, USE_NO,
		    format("%s is on the kernel's command line", f->parameter));
		return true;
	}
	if (what->config && guest_config(guest, what->config) == 'n') {
		f->config = what->config;
		say(f, USE_NO,
		    format("the kernel was built without CONFIG_%s",
			   what->config));
		return true;
	}
	return false;
}

static const char *lacking(const struct finding *f, const struct guest *guest,
			   const struct pvshim_signature *sig)
{
	unsigned int needs = f->facility->needs;

	if ((needs & NEEDS_SMP) && guest->cpus == 1)
		return "there is only one CPU";
	if ((needs & NEEDS_SHARED) && sig->hints & BIT(KVM_HINTS_REALTIME))
		return "the host hints that it dedicates CPUs to this guest";
	if ((needs & NEEDS_NO_MWAIT) && guest_flag(guest, "monitor"))
		return "the host lets this guest idle with MWAIT";
	if ((needs & NEEDS_MANY) && guest->cpus && guest->cpus < 256)
		return "it is for more than 255 CPUs";
	if ((needs & NEEDS_CLUSTER_IPI) &&
	    !(sig->hints & BIT(HYPERV_CLUSTER_IPI)))
		return "the host does not advise IPIs by hypercall, which the kernel wants with it";
	return NULL;
}

static bool by_machine(struct finding *f, const struct guest *guest,
		       const struct pvshim_signature *sig)
{
	const char *why = lacking(f, guest, sig);

	if (why)
		say(f, USE_NO, format("%s", why));
	else if (f->facility->needs & NEEDS_ENCRYPTED)
		say(f, USE_UNKNOWN, format("it is for encrypted guests"));
	else if (f->facility->word == BY_NOTHING)
		say(f, USE_UNKNOWN, format("nothing here tells"));
	else
		return false;
	return true;
}

static void by_rules(struct finding *f, const struct guest *guest,
		     const struct judged *judged)
{
	u32 word = word_of(guest, judged->sig, f->facility->word);

	if (judged->use == USE_NO || judged->use == USE_UNKNOWN) {
		say(f, judged->use, format("%s", judged->why));
		return;
	}
	if (by_bits(f, word) || by_sight(f, guest) || by_msr(f, guest) ||
	    by_configuration(f, guest) || by_machine(f, guest, judged->sig))
		return;
	say(f, USE_LIKELY, format("by the kernel's rules"));
}

static void judge_facility(struct judged *judged, const struct guest *guest,
			   const struct facility *facility)
{
	struct finding *f = &judged->finding[judged->nr++];
	u32 word = word_of(guest, judged->sig, facility->word);

	*f = (struct finding){
		.facility = facility,
		.offered = facility->word == BY_NOTHING ||
			   word & BIT(facility->bit),
		.use = USE_NO,
	};
	if (f->offered)
		by_rules(f, guest, judged);
	else
		say(f, USE_NO, format("the host does not offer it"));
}

void judge(struct judged *judged, const struct guest *guest,
	   const struct pvshim_detection *found,
	   const struct pvshim_signature *sig)
{
	size_t i;

	*judged = (struct judged){ .sig = sig };
	judged->use = served_by(guest, found, sig, &judged->why);
	if (sig->fault != PVSHIM_FAULT_NONE)
		return;
	judged->all = facilities_of(sig->hv);
	if (!judged->all)
		return;
	judged->finding =
		xalloc(NULL, judged->all->nr * sizeof(*judged->finding));
	for (i = 0; i < judged->all->nr; i++)
		judge_facility(judged, guest, &judged->all->facility[i]);
}

void judged_free(struct judged *judged)
{
	size_t i;

	for (i = 0; i < judged->nr; i++) {
		free(judged->finding[i].why);
		free(judged->finding[i].parameter);
	}
	free(judged->finding);
	free(judged->why);
}
