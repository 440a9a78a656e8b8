/* SPDX-License-Identifier: GPL-2.0 */
/* For programs that libFuzzer runs; see fuzz.sh. */
#ifndef _UNIT_FUZZ_H
#define _UNIT_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/types.h>

/* libFuzzer keeps the input of whatever aborts. */
#define HOLDS(cond)                                                   \
	do {                                                          \
		if (!(cond)) {                                        \
			fprintf(stderr, "%s:%d: does not hold: %s\n", \
				__FILE__, __LINE__, #cond);           \
			abort();                                      \
		}                                                     \
	} while (0)

/* What is left of an input */
struct fuzz_input {
	const u8 *at;
	size_t left;
};

/* Numbers of any size; zeroes when the input is at its end. */
static inline u64 fuzz_take(struct fuzz_input *in, unsigned int bytes)
{
	u64 value = 0;

	while (bytes-- && in->left) {
		value = value << 8 | *in->at++;
		in->left--;
	}
	return value;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif /* _UNIT_FUZZ_H */
