# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Goes on after it has said that this was all.

pass "the only one"
done_testing
pass "one too many"
