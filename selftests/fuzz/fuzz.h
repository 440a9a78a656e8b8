/* SPDX-License-Identifier: GPL-2.0 */
/* pvshim-fuzz: what its parts know of each other. */
#ifndef _PVSHIM_FUZZ_H
#define _PVSHIM_FUZZ_H

#include <stdbool.h>
#include <stddef.h>

#define ROOT "/sys/kernel/pvshim"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static inline size_t smaller_of(size_t a, size_t b)
{
	if (a < b)
		return a;
	return b;
}

/* What the kernel hands to a file of sysfs in one piece */
#define PIECE	  4096
#define MAX_BYTES (2 * PIECE + 64)
#define MAX_WORDS 64
#define NAME_SIZE 64

/* --- random.c ------------------------------------------------------------ */

void random_seed(unsigned long seed);
/* 0 <= result < below */
unsigned int random_below(unsigned int below);
static inline bool random_one_in(unsigned int n)
{
	return !random_below(n);
}

/* --- words.c: what inputs are made of ------------------------------------ */

/**
 * struct words - names of one kind
 * @names: the names
 * @nr: how many
 */
struct words {
	char names[MAX_WORDS][NAME_SIZE];
	unsigned int nr;
};

/* Of what is there: providers, operations. */
extern struct words providers, ops;

void words_read(void);
bool words_have(const struct words *words, const char *bytes, size_t len);
const char *words_any(void);

/* --- input.c ------------------------------------------------------------- */

/* How the bytes reach the file */
enum way { WRITE, PWRITE, WRITEV, SPLICE, PIECEMEAL, BAD_ADDRESS, NR_WAYS };

/**
 * struct input - one input
 * @target: number of the file
 * @way: how it is written
 * @offset: where to, for PWRITE
 * @len: how many bytes
 * @bytes: these
 */
struct input {
	unsigned int target;
	enum way way;
	unsigned int offset;
	size_t len;
	char bytes[MAX_BYTES];
};

void input_next(struct input *in);
void input_keep(const struct input *in);
unsigned int input_kept(void);
void input_print(const struct input *in);
/* A list of words, for a parameter of the module */
size_t input_list(char *bytes, size_t room);

/* --- target.c: the files, and what must come of a write ------------------ */

enum kind { PROVIDER, VERIFY, RUN, SWITCH, READONLY, NR_KINDS };

/**
 * struct target - a file that is written to
 * @kind: what its text means
 * @path: where it is
 * @op: of PROVIDER: number of the operation
 * @fd: where it is open for writing, or 0
 * @writes: how many inputs it got
 * @accepted: how many of them were taken
 */
struct target {
	enum kind kind;
	char path[128];
	unsigned int op;
	int fd;
	unsigned long writes;
	unsigned long accepted;
};

extern struct target targets[];
extern unsigned int nr_targets;

void targets_find(void);
/* A text that makes sense to the file */
size_t target_sensible(const struct target *t, char *bytes);
/* Too slow to be tried often: something else instead */
void target_tame(struct input *in);
/* Writes, judges; false and a reason on standard output if something is wrong */
bool target_try(const struct input *in);

/* --- state.c: what pvshim says of itself ---------------------------------- */

/**
 * struct state - who serves what
 * @provider: of each operation
 * @switches: of each operation
 */
struct state {
	char provider[MAX_WORDS][NAME_SIZE];
	unsigned long switches[MAX_WORDS];
};

bool state_read(struct state *state);
/* Of one operation, all else stays as it was read before */
bool state_read_op(struct state *state, unsigned int op);
bool state_same(const struct state *a, const struct state *b);
/* Whether @now can follow @before at all */
bool state_follows(const struct state *before, const struct state *now);
bool state_available(unsigned int op, const char *provider);
bool read_file(const char *path, char *text, size_t size);

/* --- kcov.c -------------------------------------------------------------- */

bool kcov_open(void);
void kcov_begin(void);
/* How many places it reached that no input before it did */
unsigned int kcov_end(void);
unsigned int kcov_reached(void);

/* --- load.c -------------------------------------------------------------- */

/* Loads the module @path with random parameters, @inputs times. */
bool load_all(const char *path, unsigned long inputs);

#endif /* _PVSHIM_FUZZ_H */
