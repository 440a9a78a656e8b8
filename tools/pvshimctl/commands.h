/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands, each from the file of its name. argv[0] is the command's name,
 * argv[1] to argv[argc - 1] are its arguments, as many as main.c's table allows.
 * Each returns an exit status and has then printed all that is to be said.
 */
#ifndef _PVSHIMCTL_COMMANDS_H
#define _PVSHIMCTL_COMMANDS_H

#include "pvshimctl.h"

int cmd_inspect(const struct options *options, int argc, char **argv);
int cmd_status(const struct options *options, int argc, char **argv);
int cmd_providers(const struct options *options, int argc, char **argv);
int cmd_ops(const struct options *options, int argc, char **argv);
int cmd_values(const struct options *options, int argc, char **argv);
int cmd_bind(const struct options *options, int argc, char **argv);
int cmd_bind_kernel(const struct options *options, int argc, char **argv);
int cmd_verify(const struct options *options, int argc, char **argv);
int cmd_support(const struct options *options, int argc, char **argv);
int cmd_pv_ops(const struct options *options, int argc, char **argv);
int cmd_bench(const struct options *options, int argc, char **argv);
int cmd_ab(const struct options *options, int argc, char **argv);

#endif /* _PVSHIMCTL_COMMANDS_H */
