/* SPDX-License-Identifier: GPL-2.0 */
/* The configuration of a kernel. */
#ifndef _PVSHIMCTL_KCONFIG_H
#define _PVSHIMCTL_KCONFIG_H

/**
 * kconfig_read - find and read it
 * @root: what stands before /proc, /boot and /lib
 * @release: the kernel's release, or NULL
 * @path: gets the file, to be freed, if there is one
 *
 * Return: the text, to be freed; NULL if there is none.
 */
char *kconfig_read(const char *root, const char *release, char **path);

/* 'y', 'm' or 'n'. @name: without CONFIG_ */
char kconfig_option(const char *config, const char *name);

#endif /* _PVSHIMCTL_KCONFIG_H */
