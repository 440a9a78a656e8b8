// SPDX-License-Identifier: GPL-2.0
/* Rows of text that are printed as columns, in colour. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

void table_add(struct table *table, enum tone tone, const char *const *texts)
{
	size_t first = table->rows * table->columns;
	size_t i;

	table->rows++;
	table->cells = xalloc(table->cells,
			      (first + table->columns) * sizeof(*table->cells));
	table->tones = xalloc(table->tones, table->rows * sizeof(tone));
	table->tones[table->rows - 1] = tone;
	for (i = 0; i < table->columns; i++)
		table->cells[first + i] = format("%s", texts[i]);
}

void table_add_wrapped(struct table *table, enum tone tone, const char *first,
		       const char *second, const char *text, size_t room)
{
	do {
		size_t len = fitting(text, room);
		char *part = format("%.*s", (int)len, text);
		const char *const texts[] = { first, second, part };

		table_add(table, tone, texts);
		free(part);
		text += len + (text[len] == ' ');
		first = "";
		second = "";
	} while (*text);
}

static const char *cell(const struct table *table, size_t row, size_t column)
{
	return table->cells[row * table->columns + column];
}

static size_t width_of(const struct table *table, size_t column)
{
	size_t width = 0;
	size_t row;

	for (row = 0; row < table->rows; row++) {
		size_t len = strlen(cell(table, row, column));

		if (len > width)
			width = len;
	}
	return width;
}

static void print_last(const struct table *table, const char *text, size_t at)
{
	size_t room = table->width > at + 3 ? table->width - at : 3;

	if (!table->width || strlen(text) <= room)
		printf("%s", text);
	else
		printf("%.*s...", (int)(room - 3), text);
}

static const char *start_of(enum tone tone)
{
	switch (tone) {
	case TONE_HEAD:
		return "\033[1m";
	case TONE_GOOD:
		return "\033[32m";
	case TONE_FAINT:
		return "\033[2m";
	default:
		return "";
	}
}

/* The last column is not filled up, so that no line ends with blanks. */
static void print_row(const struct table *table, size_t row,
		      const size_t *widths)
{
	size_t last = table->columns - 1;
	size_t at = 0;
	size_t i;

	while (last && !*cell(table, row, last))
		last--;
	for (i = 0; i < last; i++) {
		printf("%-*s  ", (int)widths[i], cell(table, row, i));
		at += widths[i] + 2;
	}
	print_last(table, cell(table, row, last), at);
}

void table_print(const struct table *table, bool colour)
{
	size_t widths[TABLE_COLUMNS];
	size_t i;

	for (i = 0; i < table->columns; i++)
		widths[i] = width_of(table, i);
	for (i = 0; i < table->rows; i++) {
		const char *start = colour ? start_of(table->tones[i]) : "";

		fputs(start, stdout);
		print_row(table, i, widths);
		puts(*start ? "\033[0m" : "");
	}
}

void table_free(struct table *table)
{
	size_t i;

	for (i = 0; i < table->rows * table->columns; i++)
		free(table->cells[i]);
	free(table->cells);
	free(table->tones);
}
