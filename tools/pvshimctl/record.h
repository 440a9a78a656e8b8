/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file with what was bound before an A/B, for the case that tool and guardian are
 * both killed. It is locked as long as either lives, so there is one A/B at a time.
 */
#ifndef _PVSHIMCTL_RECORD_H
#define _PVSHIMCTL_RECORD_H

#include "bindings.h"

#define RECORD_FILE "/run/pvshimctl-ab"

/**
 * struct record - the file
 * @path: its name
 * @fd: open and locked, or -1
 */
struct record {
	const char *path;
	int fd;
};

/**
 * record_open - create it
 * @record: gets it
 * @path: its name
 *
 * Return: EXIT_FINE, or another exit status with everything said: there is another A/B,
 * or one was killed and has left its record.
 */
int record_open(struct record *record, const char *path);

/* Write down the operations that are ours; false with everything said. */
bool record_write(const struct record *record, const struct bindings *b,
		  const char *provider);

/* Remove it: everything is restored. */
void record_remove(struct record *record);

/* Restore what it has, if there is one; an exit status. */
int record_restore(const struct options *options, const char *path);

#endif /* _PVSHIMCTL_RECORD_H */
