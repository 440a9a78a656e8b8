# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Does not apply, and says why.

skip_all "planted: not here"
