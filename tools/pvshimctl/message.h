/* SPDX-License-Identifier: GPL-2.0 */
/* What goes wrong, on standard error. */
#ifndef _PVSHIMCTL_MESSAGE_H
#define _PVSHIMCTL_MESSAGE_H

/* "pvshimctl: ...", and lines below it that help */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void hint(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* _PVSHIMCTL_MESSAGE_H */
