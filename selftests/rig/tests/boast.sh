# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The same with its power-off on the console, forged, before it panics.

pass "the only one"
done_testing
# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
last_words boast
echo "<4>reboot: Power down" >/dev/kmsg
sleep 1
echo c >/proc/sysrq-trigger
