# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Hangs, and does not listen when told to end. The next test is not to suffer.

trap '' TERM
pass "the only one"
while :; do sleep 1; done
