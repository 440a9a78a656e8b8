/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _PVSHIM_FUZZ_WRITE_H
#define _PVSHIM_FUZZ_WRITE_H

#include <sys/types.h>

#include "fuzz.h"

/* Returns what the last write returned, or a negative errno. */
ssize_t write_input(const struct input *in);

#endif /* _PVSHIM_FUZZ_WRITE_H */
