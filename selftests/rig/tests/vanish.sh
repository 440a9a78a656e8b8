# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Says all that a guest says at a proper end, then is gone at once.

pass "the only one"
done_testing
# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
last_words vanish
sleep 1
echo b >/proc/sysrq-trigger
