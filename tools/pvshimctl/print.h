/* SPDX-License-Identifier: GPL-2.0 */
/* How things look: columns, colour, JSON, and what goes wrong. */
#ifndef _PVSHIMCTL_PRINT_H
#define _PVSHIMCTL_PRINT_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "tree.h"

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

/* "pvshimctl: ..." and lines below it that help, on standard error */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* JSON: what a node or the whole tree is; print_json() also frees it. */
json_object *json_text(const char *text); /* NULL becomes null */
json_object *json_number(const char *text); /* and so does what is none */
json_object *json_node(const struct node *node);
json_object *json_provider(const struct tree *tree, const struct node *node);
json_object *json_op(const struct tree *tree, const struct node *node);
void json_add_reasons(const struct tree *tree, json_object *object);
void print_json(json_object *object);

#endif /* _PVSHIMCTL_PRINT_H */
