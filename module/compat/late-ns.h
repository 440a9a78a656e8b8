/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How pvshim gets at the functions that a kernel with CONFIG_PARAVIRT_LATE exports for
 * it alone. Kernels export them to a module of this name, which imports nothing, or
 * into a namespace.
 */
#ifndef _PVSHIM_COMPAT_LATE_NS_H
#define _PVSHIM_COMPAT_LATE_NS_H

#include <linux/export.h>
#include <linux/module.h>

#ifndef EXPORT_SYMBOL_FOR_MODULES
MODULE_IMPORT_NS(PVSHIM);
#endif

#endif /* _PVSHIM_COMPAT_LATE_NS_H */
