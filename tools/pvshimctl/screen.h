/* SPDX-License-Identifier: GPL-2.0 */
/* How large the terminal is that standard output goes to. */
#ifndef _PVSHIMCTL_SCREEN_H
#define _PVSHIMCTL_SCREEN_H

#include <stddef.h>

/**
 * struct screen - its size in letters
 * @width: of a line; 0: as long as it is, for what is no terminal
 * @lines: without the one that the shell needs; 0: as many as there are
 *
 * The variables COLUMNS and LINES say what stands in for a terminal.
 */
struct screen {
	size_t width;
	size_t lines;
};

struct screen screen_size(void);

#endif /* _PVSHIMCTL_SCREEN_H */
