/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the administrator asks for in words: by parameters at load, and by files of
 * sysfs. Pure logic: bytes go in, and what they mean comes out.
 */
#ifndef _PVSHIM_REQUEST_H
#define _PVSHIM_REQUEST_H

#include <linux/types.h>

/*
 * Room for a word of a request, and a NUL. A word that is longer ends in "..." there:
 * that is no name of anything, and shows in the log where it was cut.
 */
#define PVSHIM_WORD_SIZE 40

/**
 * struct pvshim_word - a word of a request that is kept
 * @text: the word; "" if there is none
 */
struct pvshim_word {
	char text[PVSHIM_WORD_SIZE];
};

/**
 * struct pvshim_names - the names of operations that a request may use
 * @names: the names; an operation's number is its index
 * @nr: how many, 32 at most
 */
struct pvshim_names {
	const char *const *names;
	unsigned int nr;
};

/**
 * struct pvshim_request_fault - why a request makes no sense
 * @word: the word that is wrong, as it was written
 * @why: the reason
 */
struct pvshim_request_fault {
	struct pvshim_word word;
	const char *why;
};

/**
 * pvshim_request_name - the one name that a file was given
 * @text: what was written
 * @len: how many bytes; a NUL is not needed
 * @name: gets the text without white space around it, and without NULs behind it.
 *	A NUL within becomes '?', so that nothing behind it goes unnoticed.
 */
void pvshim_request_name(const char *text, size_t len,
			 struct pvshim_word *name);

/**
 * pvshim_request_verify - whether a file was asked to verify
 * @text: what was written
 * @len: how many bytes; a NUL is not needed
 *
 * Return: true for "1", with white space around it or not.
 */
bool pvshim_request_verify(const char *text, size_t len);

/**
 * pvshim_request_bind - the provider that each operation is to be bound to
 * @text: words OP:PROVIDER, separated by white space or commas
 * @len: how many bytes; a NUL is not needed
 * @ops: the names of the operations
 * @providers: for each of them gets the name of its provider, or "" if it is not
 *	named. The name is one that a provider may have; whether there is such a
 *	provider has not been looked at. Of no meaning if the text makes no sense.
 * @fault: gets the reason if it makes no sense
 *
 * Return: 0; -EINVAL if it makes no sense.
 */
int pvshim_request_bind(const char *text, size_t len,
			const struct pvshim_names *ops,
			struct pvshim_word *providers,
			struct pvshim_request_fault *fault);

#endif /* _PVSHIM_REQUEST_H */
