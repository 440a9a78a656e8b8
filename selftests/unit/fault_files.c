// SPDX-License-Identifier: GPL-2.0
/*
 * Preloaded into pvshimctl: files that go wrong in ways that no file of a planted
 * tree can, also for root. The environment says which and how:
 *
 *	FAULT="CALL SUFFIX ERRNO"	a read, write or readdir of what is named
 *					so fails; of a file after its first byte
 *	FAULT="gone SUFFIX DIRECTORY"	when such a file is opened, the directory
 *					has gone
 *	FAULT="bits - -"		each second read is interrupted, and the
 *					others are short
 *	FAULT="turns PATH FILE"		each time PATH is opened it is another
 *					file: FILE1, FILE2, ...
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char call[16], name[256], argument[PATH_MAX];
static unsigned int nr;

__attribute__((constructor)) static void read_fault(void)
{
	const char *fault = getenv("FAULT");

	if (!fault ||
	    sscanf(fault, "%15s %255s %4095s", call, name, argument) != 3)
		abort();
}

static int is_fault(const char *which, const char *path)
{
	size_t len = strlen(path), end = strlen(name);

	return !strcmp(call, which) && len >= end &&
	       !strcmp(path + len - end, name);
}

static int is_faulty_fd(const char *which, int fd)
{
	char link[64], path[PATH_MAX] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return readlink(link, path, sizeof(path) - 1) > 0 &&
	       is_fault(which, path);
}

/* What is opened in place of a file */
static const char *instead_of(const char *path)
{
	static char other[PATH_MAX + 16];

	if (is_fault("gone", path)) {
		snprintf(other, sizeof(other), "%s.gone", argument);
		rename(argument, other);
	}
	if (!is_fault("turns", path))
		return path;
	snprintf(other, sizeof(other), "%s%u", argument, ++nr);
	return other;
}

int open(const char *path, int flags, ...)
{
	typeof(open) *real = dlsym(RTLD_NEXT, "open");

	return real(instead_of(path), flags, 0);
}

FILE *fopen(const char *path, const char *mode)
{
	typeof(fopen) *real = dlsym(RTLD_NEXT, "fopen");

	return real(instead_of(path), mode);
}

ssize_t read(int fd, void *to, size_t size)
{
	typeof(read) *real = dlsym(RTLD_NEXT, "read");

	if (is_faulty_fd("read", fd) && lseek(fd, 0, SEEK_CUR)) {
		errno = atoi(argument);
		return -1;
	}
	if (!strcmp(call, "bits") && nr++ % 2) {
		errno = EINTR;
		return -1;
	}
	if (!strcmp(call, "bits") || is_faulty_fd("read", fd))
		size = !!size;
	return real(fd, to, size);
}

ssize_t write(int fd, const void *from, size_t size)
{
	typeof(write) *real = dlsym(RTLD_NEXT, "write");

	if (is_faulty_fd("write", fd)) {
		errno = atoi(argument);
		return -1;
	}
	return real(fd, from, size);
}

struct dirent *readdir(DIR *dir)
{
	typeof(readdir) *real = dlsym(RTLD_NEXT, "readdir");

	if (is_faulty_fd("readdir", dirfd(dir)) && nr++) {
		errno = atoi(argument);
		return NULL;
	}
	return real(dir);
}
