// SPDX-License-Identifier: GPL-2.0
/* Reading and writing the small files of sysfs and debugfs. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "pvshimctl.h"

#define LONGEST (256 * 1024)

static void out_of_memory(void)
{
	fputs("pvshimctl: out of memory\n", stderr);
	exit(EXIT_REFUSED);
}

void *xalloc(void *old, size_t size)
{
	void *new = realloc(old, size);

	if (!new)
		out_of_memory();
	return new;
}

char *format(const char *fmt, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		out_of_memory();
	return text;
}

static void make_printable(char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((text[i] < ' ' || text[i] > '~') && text[i] != '\n' &&
		    text[i] != '\t')
			text[i] = '?';
	text[len] = '\0';
}

/* A pipe in the place of a file must not hold us up: O_NONBLOCK. */
static int open_file(const char *path, int how)
{
	return open(path, how | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

char *file_read(const char *path)
{
	int fd = open_file(path, O_RDONLY);
	size_t len = 0;
	ssize_t got;
	char *text;

	if (fd < 0)
		return NULL;
	text = xalloc(NULL, LONGEST + 1);
	do {
		got = read(fd, text + len, LONGEST - len);
		if (got > 0)
			len += got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	if (got < 0) {
		free(text);
		text = NULL;
	}
	close(fd);
	if (!text)
		return NULL;
	make_printable(text, len);
	return xalloc(text, len + 1);
}

char *file_line(const char *path)
{
	char *text = file_read(path);
	size_t len;

	if (!text)
		return NULL;
	len = strcspn(text, "\n");
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	text[len] = '\0';
	return text;
}

int file_write(const char *path, const char *line)
{
	char *text = format("%s\n", line);
	size_t len = strlen(text);
	int fd = open_file(path, O_WRONLY);
	ssize_t written;
	int error = 0;

	if (fd < 0) {
		error = errno;
	} else {
		do {
			written = write(fd, text, len);
		} while (written < 0 && errno == EINTR);
		if (written < 0)
			error = errno;
		else if ((size_t)written != len)
			error = EIO;
		close(fd);
	}
	free(text);
	return error;
}

/* Names that we could not show are none of pvshim's. */
static bool is_name(const char *name)
{
	const char *c;

	for (c = name; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *name != '.';
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int file_list(const char *path, char ***names)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t nr = 0;
	int error = errno;

	*names = xalloc(NULL, sizeof(**names));
	while (dir && (entry = readdir(dir))) {
		if (!is_name(entry->d_name))
			continue;
		*names = xalloc(*names, (nr + 2) * sizeof(**names));
		(*names)[nr++] = format("%s", entry->d_name);
	}
	(*names)[nr] = NULL;
	if (!dir)
		return error;
	closedir(dir);
	qsort(*names, nr, sizeof(**names), compare);
	return 0;
}

void file_free_list(char **names)
{
	char **name;

	for (name = names; *name; name++)
		free(*name);
	free(names);
}
