/* SPDX-License-Identifier: GPL-2.0 */
/* Rows of text that are printed as columns, in colour. */
#ifndef _PVSHIMCTL_TABLE_H
#define _PVSHIMCTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* What a cell of a table is about, which is its colour. */
enum tone {
	TONE_PLAIN,
	TONE_HEAD,
	TONE_GOOD, /* in force */
	TONE_FAINT, /* not there, or native */
};

#define TABLE_COLUMNS 8

/**
 * struct table - rows of text that are printed as columns
 * @columns: how many, at most TABLE_COLUMNS
 * @width: cut the last column there; 0: do not
 * @rows: how many were added
 * @cells: the texts, row by row
 * @tones: their tones
 */
struct table {
	size_t columns;
	size_t width;
	size_t rows;
	char **cells;
	enum tone *tones;
};

/* Add a row: as many texts as there are columns. The first row is the head. */
void table_add(struct table *table, enum tone tone, const char *const *texts);

/* The same of three columns; a third text longer than @room goes on below. */
void table_add_wrapped(struct table *table, enum tone tone, const char *first,
		       const char *second, const char *text, size_t room);
void table_print(const struct table *table, bool colour);
void table_free(struct table *table);

#endif /* _PVSHIMCTL_TABLE_H */
