# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# One of its points fails.

pass "the first of three"
check "the second of three" false
pass "the third of three"
done_testing
