/* SPDX-License-Identifier: GPL-2.0 */
/* What the fuzzer, the linker and the program that is fuzzed have of each other. */
#ifndef _FUZZ_PVSHIMCTL_H
#define _FUZZ_PVSHIMCTL_H

#include <stdio.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

int pvshimctl_main(int argc, char **argv);
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *to, size_t size);
ssize_t __wrap_read(int fd, void *to, size_t size);
FILE *__real_fopen(const char *path, const char *mode);
FILE *__wrap_fopen(const char *path, const char *mode);
int __wrap_clock_nanosleep(clockid_t clock, int flags,
			   const struct timespec *time, struct timespec *left);
pid_t __wrap_fork(void);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);

#endif /* _FUZZ_PVSHIMCTL_H */
