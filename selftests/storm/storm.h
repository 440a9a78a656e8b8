/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the threads of registry-storm share: counters of what they did, and what
 * must hold whatever the other threads do.
 */
#ifndef _STORM_H
#define _STORM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define PV "/sys/kernel/pvshim"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Kinds of operations; main.c has their names. */
enum kind {
	KIND_read,
	KIND_bind,
	KIND_verify,
	KIND_kernel,
	KIND_suspend,
	KIND_mind,
	KIND_provider,
	KIND_consumer,
	KIND_reload,
	NR_KINDS
};

/**
 * enum outcome - how an operation ended
 * @DONE: it did what was asked
 * @REFUSED: an error that the ABI documents for what was asked
 * @GONE: what was asked is not there any more, or not yet
 * @WRONG: anything else
 * @NR_OUTCOMES: how many there are
 */
enum outcome { DONE, REFUSED, GONE, WRONG, NR_OUTCOMES };

/* --- shared.c ------------------------------------------------------------ */

extern atomic_bool stop;

/* Operations of each kind by outcome, all that were done or refused, and what was wrong */
extern atomic_ulong counters[NR_KINDS][NR_OUTCOMES];
extern atomic_ulong total;
extern atomic_ulong wrongs;

/* After so many the program ends. */
#define MAX_MESSAGES 20

/*
 * Odd while pvshim itself is unloaded and loaded again; its counters then begin at
 * zero again.
 */
extern atomic_uint epoch;

/* Random numbers of a thread. */
struct dice {
	unsigned long state;
};

unsigned int roll(struct dice *dice, unsigned int sides);

void count(enum kind kind, enum outcome outcome);

/* wrong - something that must not be; makes the program fail. */
__attribute__((format(printf, 1, 2))) void wrong(const char *format, ...);

/*
 * put - write @text to @path, in one write
 * Return: 0 or the errno.
 */
int put(const char *path, const char *text);

/* gone - whether the errno says that a file is not there any more. */
bool gone(int error);

/* The operations of this pvshim, by their directories. */
extern char ops[16][32];
extern unsigned int nr_ops;

/* A provider may have this name, whether or not it is there now. */
bool is_name(const char *name);

void modules_load(void);
void modules_unload(void);

/* --- The threads -------------------------------------------------------- */

void bind_on_and_on(struct dice *dice);
void verify_on_and_on(struct dice *dice);
void suspend_on_and_on(struct dice *dice);
void load_on_and_on(struct dice *dice);
void read_on_and_on(struct dice *dice);

void log_open(void);
void *log_watch(void *unused);
void log_close(void);

#endif /* _STORM_H */
