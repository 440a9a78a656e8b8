/* SPDX-License-Identifier: GPL-2.0 */
/* Reading and writing the small files of sysfs and debugfs. */
#ifndef _PVSHIMCTL_FILE_H
#define _PVSHIMCTL_FILE_H

#include <stddef.h>

void *xalloc(void *old, size_t size);
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * file_read - all of a file as text
 * @path: the file
 *
 * What a terminal or a JSON parser would stumble over becomes '?'. Files of
 * more than 256 KiB are cut there: none of pvshim's is as long.
 *
 * Return: the text, to be freed; NULL with errno set if it cannot be read.
 */
char *file_read(const char *path);

/**
 * file_line - the first line of a file, without its newline and blanks behind
 * @path: the file
 *
 * Return: as file_read().
 */
char *file_line(const char *path);

/**
 * file_write - write a line into a file that exists, in one piece
 * @path: the file
 * @line: the line, without its newline
 *
 * Return: 0 or an errno.
 */
int file_write(const char *path, const char *line);

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
