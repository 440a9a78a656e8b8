/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes that end with the tool, and signals that would end the tool: they wait until
 * they are asked for, or end the process that is waited for.
 */
#ifndef _PVSHIMCTL_CHILD_H
#define _PVSHIMCTL_CHILD_H

#include <sys/types.h>

/* From here on signals wait. */
void signals_hold(void);
/* The signal that has come and would end the tool, or 0. */
int signals_came(void);
/* No longer: what came ends the tool now. */
void signals_release(void);

/**
 * child_fork - fork a process that ends with this one
 * @last: the signal that it gets then
 *
 * Return: as fork(); in the child, signals do not wait.
 */
pid_t child_fork(int last);

/**
 * child_start - run a program
 * @argv: its words
 * @out: becomes its standard output; its standard input is empty
 *
 * Return: its process, or -1 with errno set. What cannot be run exits with 127 or 126,
 * as in a shell.
 */
pid_t child_start(char *const *argv, int out);

/**
 * child_wait - wait for a process
 * @pid: the process; a signal that would end the tool ends it, the second one surely
 *
 * Return: its status as waitpid() has it.
 */
int child_wait(pid_t pid);

#endif /* _PVSHIMCTL_CHILD_H */
