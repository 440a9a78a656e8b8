# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A CPU does not schedule for longer than the watchdog bears.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
echo 1 >/proc/sys/kernel/watchdog_thresh
check "the only one" deed spin seconds=4
echo 10 >/proc/sys/kernel/watchdog_thresh
done_testing
