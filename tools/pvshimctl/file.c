// SPDX-License-Identifier: GPL-2.0
/* Reading and writing the small files of sysfs and debugfs. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "text.h"

const char *file_problem(int error)
{
	switch (error) {
	case ENXIO:
		return "not a file";
	case EFBIG:
		return "too long for a file of pvshim's";
	default:
		return strerror(error);
	}
}

const char *file_debugfs_problem(int error)
{
	switch (error) {
	case EACCES:
		return "debugfs is for root only";
	case EPERM:
		return "the kernel does not permit it; is it locked down?";
	case ENOENT:
	case ENOTDIR:
		return "debugfs is not mounted, or this pvshim does not have the file";
	default:
		return file_problem(error);
	}
}

/* A file of sysfs that goes while it is open says ENODEV. */
bool file_is_gone(int error)
{
	return error == ENOENT || error == ENODEV;
}

bool file_is_write_only(const char *path)
{
	struct stat info;

	return !stat(path, &info) && S_ISREG(info.st_mode) &&
	       !(info.st_mode & 0444) && (info.st_mode & 0222);
}

static int check_kind(const struct stat *info)
{
	if (S_ISREG(info->st_mode))
		return 0;
	errno = S_ISDIR(info->st_mode) ? EISDIR : ENXIO;
	return -1;
}

/* To open a device could do something, to open a pipe could take for ever. */
static int open_file(const char *path, int how)
{
	struct stat info;
	int fd, error;

	if (stat(path, &info) || check_kind(&info))
		return -1;
	fd = open(path, how | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || (!fstat(fd, &info) && !check_kind(&info)))
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* Up to @room bytes; an errno, with the number of bytes in @len. */
static int read_all(int fd, char *text, size_t room, size_t *len)
{
	ssize_t got;

	*len = 0;
	do {
		got = read(fd, text + *len, room - *len);
		if (got > 0)
			*len += got;
	} while ((got > 0 && *len < room) || (got < 0 && errno == EINTR));
	return got < 0 ? errno : 0;
}

char *file_read(const char *path, size_t longest)
{
	int fd = open_file(path, O_RDONLY);
	size_t len;
	char *text;
	int error;

	if (fd < 0)
		return NULL;
	/* one more, to see whether there is more */
	text = xalloc(NULL, longest + 1);
	error = read_all(fd, text, longest + 1, &len);
	close(fd);
	if (!error && len > longest)
		error = EFBIG;
	if (error) {
		free(text);
		errno = error;
		return NULL;
	}
	make_printable(text, len, "\t\n");
	text[len] = '\0';
	return xalloc(text, len + 1);
}

char *file_line(const char *path)
{
	char *text = file_read(path, SYSFS_LONGEST);
	size_t len;

	if (!text)
		return NULL;
	len = strcspn(text, "\n");
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	text[len] = '\0';
	return text;
}

static int write_text(int fd, const char *text, size_t len)
{
	ssize_t written;

	do {
		written = write(fd, text, len);
	} while (written < 0 && errno == EINTR);
	if (written < 0)
		return errno;
	return (size_t)written == len ? 0 : EIO;
}

/* Of what is longer than a page, sysfs would take the beginning alone. */
int file_write(const char *path, const char *line)
{
	char *text = format("%s\n", line);
	size_t len = strlen(text);
	int fd, error;

	if (len > SYSFS_LONGEST) {
		free(text);
		return E2BIG;
	}
	fd = open_file(path, O_WRONLY);
	error = fd < 0 ? errno : write_text(fd, text, len);
	if (fd >= 0)
		close(fd);
	free(text);
	return error;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names that we could not show are none of pvshim's. */
static int list(DIR *dir, char ***names, size_t *nr)
{
	struct dirent *entry;

	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		if (!is_name(entry->d_name) || *entry->d_name == '.')
			continue;
		*names = xalloc(*names, (*nr + 2) * sizeof(**names));
		(*names)[(*nr)++] = format("%s", entry->d_name);
	}
	return errno;
}

int file_list(const char *path, char ***names)
{
	DIR *dir = opendir(path);
	int error = dir ? 0 : errno;
	size_t nr = 0;

	*names = xalloc(NULL, sizeof(**names));
	if (dir) {
		error = list(dir, names, &nr);
		closedir(dir);
	}
	(*names)[nr] = NULL;
	if (!error) {
		qsort(*names, nr, sizeof(**names), compare);
		return 0;
	}
	file_free_list(*names);
	*names = xalloc(NULL, sizeof(**names));
	**names = NULL;
	return error;
}

void file_free_list(char **names)
{
	char **name;

	for (name = names; *name; name++)
		free(*name);
	free(names);
}
