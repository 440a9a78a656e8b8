/* SPDX-License-Identifier: GPL-2.0 */
/* Reading and writing the small files of sysfs and debugfs. */
#ifndef _PVSHIMCTL_FILE_H
#define _PVSHIMCTL_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* What a file may hold: sysfs ends each at a page, debugfs need not. */
#define SYSFS_LONGEST	4096
#define DEBUGFS_LONGEST (256 * 1024)

/**
 * file_read - all of a file as text
 * @path: the file
 * @longest: how long it may be
 *
 * What a terminal or a JSON parser would stumble over becomes '?'. Nothing but
 * an ordinary file is opened.
 *
 * Return: the text, to be freed; NULL with errno set if it cannot be read, see
 * file_problem().
 */
char *file_read(const char *path, size_t longest);

/**
 * file_line - the first line of a file of sysfs, without newline, blanks behind
 * @path: the file
 *
 * Return: as file_read().
 */
char *file_line(const char *path);

/**
 * file_write - write a line into a file of sysfs that exists, in one piece
 * @path: the file
 * @line: the line, without its newline
 *
 * Return: 0 or an errno.
 */
int file_write(const char *path, const char *line);

/* What is wrong with a file, in words, by the errno of the functions here. */
const char *file_problem(int error);

/* The same of a file of debugfs, which may not be mounted, or for root alone. */
const char *file_debugfs_problem(int error);

/* Whether an errno says that a file or directory is not there (any more). */
bool file_is_gone(int error);

/* Whether a file is only there to be written to: no user may read it. */
bool file_is_write_only(const char *path);

/**
 * file_list - the names in a directory, sorted, without hidden ones
 * @path: the directory
 * @names: gets an array that ends with NULL; see file_free_list()
 *
 * Return: 0, or an errno with @names as an empty list.
 */
int file_list(const char *path, char ***names);
void file_free_list(char **names);

#endif /* _PVSHIMCTL_FILE_H */
