# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A guest that wakes up on another host: after a suspend, VMware is gone. What
# was bound to it must be native again, with one line in the log each.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh
plan 6

check "load" load claim_steal=1
check "steal time is VMware's" same vmware "$(bound steal_clock)"
tinyhv_put 3 1 # the hypervisor changes
log_mark
check "a suspend and its resume" suspend
check "steal time is native" same native "$(bound steal_clock)"
check "host time is native" same native "$(bound host_time)"
check "unload" unload_all
