# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Never says how much it will say.

pass "one of who knows how many"
