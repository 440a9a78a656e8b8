/* SPDX-License-Identifier: GPL-2.0 */
/* Nothing is exported; the compiler's command line says so. */
