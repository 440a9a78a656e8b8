// SPDX-License-Identifier: GPL-2.0
/* What /proc/interrupts counts. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interrupts.h"
#include "text.h"

/* "CAL: 12 34 Function call interrupts": one number for each CPU */
static bool add_line(const char *line, const char *name,
		     unsigned long long *sum)
{
	size_t len = strlen(name);
	unsigned long long count;

	line += strspn(line, " ");
	if (strncmp(line, name, len) || line[len] != ':')
		return false;
	line += len + 1;
	*sum = 0;
	while (take_number(&line, &count))
		*sum += count;
	return true;
}

/* Line by line: where there are many CPUs it is as long as it likes. */
bool count_interrupts(const char *path, const char *name,
		      unsigned long long *sum)
{
	FILE *file = fopen(path, "re");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	while (file && !found && getline(&line, &size, file) > 0)
		found = add_line(line, name, sum);
	free(line);
	if (file)
		fclose(file);
	return found;
}
