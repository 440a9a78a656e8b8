# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Says more than it planned.

plan 1
pass "the only one"
pass "one too many"
