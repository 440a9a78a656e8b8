# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Its last line has no end, so the channel shows the next one behind it.

pass "the first of two"
done_testing
printf 'ok 2 - the second o' >&3
