# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The only CPU stops for good, with interrupts off.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
pass "the only one"
sleep 1
deed hang
