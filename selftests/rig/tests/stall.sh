# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# RCU waits in vain for a CPU.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
echo 3 >/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout
check "once" deed spin seconds=6
# a grace period that was under way kept the limit it had begun with
check "and again" deed spin seconds=6
echo 60 >/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout
done_testing
