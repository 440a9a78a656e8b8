# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A task waits without listening for longer than the kernel bears.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
echo 1 >/proc/sys/kernel/hung_task_timeout_secs
check "the only one" deed block seconds=4
echo 120 >/proc/sys/kernel/hung_task_timeout_secs
done_testing
