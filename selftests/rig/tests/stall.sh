# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# RCU waits in vain for a CPU.

# shellcheck source=selftests/rig/tests/planted.sh
. /pvshim/tests/planted.sh
plan 1
echo 3 >/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout
check "the only one" deed spin seconds=6
echo 60 >/sys/module/rcupdate/parameters/rcu_cpu_stall_timeout
