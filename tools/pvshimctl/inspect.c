// SPDX-License-Identifier: GPL-2.0
/* pvshimctl inspect: what the host offers, and what of it this kernel uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "inspection.h"
#include "leaves.h"

/* As the module finds them; who is not root does not read the serial number. */
static void detect(struct inspection *in, struct cpuid *cpuid)
{
	struct pvshim_machine machine = {
		.hypervisor_bit = cpuid_hypervisor_bit(cpuid),
		.vmware_dmi = in->guest.serial &&
			      strstr(in->guest.serial, "VMware"),
		.read_leaf = cpuid_read,
		.context = cpuid,
	};

	if (!cpuid->leaves)
		machine.backdoor_version = cpuid_backdoor_version;
	pvshim_detect(&machine, &in->found);
}

static void inspect(struct inspection *in, struct cpuid *cpuid,
		    const struct options *options)
{
	unsigned int i;

	guest_read(&in->guest, options);
	detect(in, cpuid);
	for (i = 0; i < in->found.nr; i++)
		judge(&in->judged[i], &in->guest, &in->found,
		      &in->found.signatures[i]);
	advise(&in->advices, &in->guest, in->judged, in->found.nr);
}

static void forget(struct inspection *in)
{
	unsigned int i;

	for (i = 0; i < in->found.nr; i++)
		judged_free(&in->judged[i]);
	advices_free(&in->advices);
	guest_free(&in->guest);
}

int cmd_inspect(const struct options *options, int argc, char **argv)
{
	struct cpuid cpuid = {};
	struct inspection in;
	int status = EXIT_FINE;

	(void)argc;
	(void)argv;
	if (options->leaves)
		status = cpuid_of_file(&cpuid, options->leaves);
	else
		cpuid_of_machine(&cpuid);
	if (status == EXIT_FINE) {
		inspect(&in, &cpuid, options);
		if (options->json)
			inspect_print_json(&in);
		else
			inspect_print(&in);
		forget(&in);
	}
	cpuid_free(&cpuid);
	return status;
}
