/* SPDX-License-Identifier: GPL-2.0 */
/* A process that restores the bindings when the tool asks for it, or has gone. */
#ifndef _PVSHIMCTL_GUARDIAN_H
#define _PVSHIMCTL_GUARDIAN_H

#include <sys/types.h>

#include "bindings.h"
#include "record.h"

/**
 * struct guardian - the process
 * @pid: its number
 * @fd: as long as this is open, it waits
 */
struct guardian {
	pid_t pid;
	int fd;
};

/* False, with everything said, if it cannot be started. */
bool guardian_start(struct guardian *guardian, struct bindings *b,
		    struct record *record);

/* False, with everything said, if it was killed. */
bool guardian_lives(struct guardian *guardian);

/**
 * guardian_restore - have it restore the bindings, and wait for that
 * @guardian: the process; if it was killed, its work is done here
 * @b: the bindings
 * @record: removed then
 *
 * Return: whether everything is as before; else all is said.
 */
bool guardian_restore(struct guardian *guardian, struct bindings *b,
		      struct record *record);

#endif /* _PVSHIMCTL_GUARDIAN_H */
