// SPDX-License-Identifier: GPL-2.0
/* The configuration of a kernel. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "kconfig.h"
#include "text.h"

#define LONGEST (2 * 1024 * 1024)

/* zlib reads what is not packed as it is. */
static char *unpack(const char *path)
{
	struct stat info;
	char *text;
	gzFile in;
	int len;

	if (stat(path, &info) || !S_ISREG(info.st_mode))
		return NULL;
	in = gzopen(path, "re");
	if (!in)
		return NULL;
	text = xalloc(NULL, LONGEST + 2);
	*text = '\n';
	len = gzread(in, text + 1, LONGEST);
	gzclose(in);
	if (len < 0) {
		free(text);
		return NULL;
	}
	make_printable(text + 1, len, "\t\n");
	text[1 + len] = '\0';
	return text;
}

/* Any other text would make all options look as if they were off. */
static char *read_one(char *path, char **found)
{
	char *text = unpack(path);

	if (text && strstr(text, "\nCONFIG_X86_64=y\n")) {
		*found = path;
		return text;
	}
	free(text);
	free(path);
	return NULL;
}

char *kconfig_read(const char *root, const char *release, char **path)
{
	char *text = read_one(format("%s/proc/config.gz", root), path);

	if (!release || strchr(release, '/'))
		return text;
	if (!text)
		text = read_one(format("%s/boot/config-%s", root, release),
				path);
	if (!text)
		text = read_one(format("%s/lib/modules/%s/config", root,
				       release),
				path);
	return text;
}

char kconfig_option(const char *config, const char *name)
{
	char *line = format("\nCONFIG_%s=", name);
	const char *at = strstr(config, line);
	char value = at ? at[strlen(line)] : 'n';

	free(line);
	return value;
}
