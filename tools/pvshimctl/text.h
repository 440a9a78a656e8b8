/* SPDX-License-Identifier: GPL-2.0 */
/* Text: memory for it, words and numbers in it, and what may be printed. */
#ifndef _PVSHIMCTL_TEXT_H
#define _PVSHIMCTL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

void *xalloc(void *old, size_t size);
char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * append - make a list in text longer
 * @list: allocated text, which is replaced; NULL stands for an empty one
 * @separator: stands before @text, unless that is the first of the list
 * @text: is added
 */
void append(char **list, const char *separator, const char *text);

/**
 * make_printable - make text fit for a terminal and for JSON
 * @text: changed in place: all but ASCII's printable characters becomes '?'
 * @len: how long it is; it may contain zeroes
 * @keep: characters that stay, too
 */
void make_printable(char *text, size_t len, const char *keep);

/* Whether this could be a name of pvshim's: printable, and no blank in it. */
bool is_name(const char *name);

/* Whether words that are separated by blanks have this one among them. */
bool has_word(const char *words, const char *word);

/* How much of a text goes into a line: up to a blank if there is one. */
size_t fitting(const char *text, size_t room);

/**
 * take_number - a decimal number at the beginning of text
 * @text: moved behind it; blanks before it are passed over
 * @value: the number
 *
 * Return: false if there is none, or it is too large; @text stays then.
 */
bool take_number(const char **text, unsigned long long *value);

#endif /* _PVSHIMCTL_TEXT_H */
