# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A real suspend to idle, from which the alarm of the real-time clock wakes the
# guest. What is bound is probed again, and a changed provider degraded.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

ALARM=/sys/class/rtc/rtc0/wakealarm

sleep_and_wake() {
	echo 0 >$ALARM
	echo +3 >$ALARM
	log_mark
	echo freeze >/sys/power/state
}

check "load" load
modprobe pvshim_test_provider
bind_op steal_clock test
bind_op host_time test
echo 1 >/sys/module/pvshim_test_provider/parameters/refuse
check "suspend to idle and wake up" sleep_and_wake
check "the kernel slept" logged "PM: suspend exit"
check "what was bound is native" same "native native" \
	"$(bound steal_clock) $(bound host_time)"
check "unload" unload_all
done_testing
