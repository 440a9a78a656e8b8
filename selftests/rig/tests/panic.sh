# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The kernel panics in the middle of the test.

pass "the first of two"
sleep 1
echo c >/proc/sysrq-trigger
pass "the second of two"
