# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Memory that hosts write to: handed over by each CPU, and taken back in every case. A
# module of the tests plays the host.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

AREA=/sys/kernel/debug/pvshim_test_area
HOST_PARAMETERS=/sys/module/pvshim_test_area/parameters

host() { sed -n "s/^$1 //p" $AREA/host; }
start() { echo 1 >$AREA/areas; }
stop() { echo 0 >$AREA/areas; }
lose() { echo 2 >$AREA/areas; }
refresh() { echo 1 >$AREA/refresh; }
online() { echo "$2" >"/sys/devices/system/cpu/cpu$1/online"; }
refuse_take() { echo "$1" >$HOST_PARAMETERS/refuse_take; }
refuse_leave() { echo "$1" >$HOST_PARAMETERS/refuse_leave; }

# A CPU goes offline and online while all areas are handed over again and again.
hotplug_amid_refreshes() {
	rounds=0
	until [ -e /run/hotplug-done ]; do
		refresh || { echo "refused"; return 1; }
		rounds=$((rounds + 1))
	done &
	refresher=$!
	rm -f /run/hotplug-done
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		online 1 0 && same 0 "$(host offline)" || return
		online 1 1 || return
	done
	touch /run/hotplug-done
	wait $refresher
}

load
modprobe pvshim_test_area
all=$(cat /sys/devices/system/cpu/online)
check "handed over" start
check "by each CPU, and the whole machine's" same "$all 1" "$(host cpus) $(host whole)"
check "handed over once more" refresh

if [ "$EXPECT_VCPUS" -gt 1 ]; then
	check "a CPU goes offline" online 1 0
	check "its area is taken back before" same 0 "$(host offline)"
	check "refreshing hands nothing of it over" refresh
	check "the host still has nothing of it" same 0 "$(host offline)"
	check "and online again" online 1 1
	check "and so does its area" same "$all" "$(host cpus)"
	check "hotplug amid refreshes" hotplug_amid_refreshes
	check "everything is there again" same "$all" "$(host cpus)"
else
	skip_test "hotplug" "one CPU"
fi

taken=$(host taken) left=$(host left)
if [ -e /sys/power/disk ] && hibernation_until_the_image 2>/dev/null; then
	check "a hibernation: every CPU has told the host, the last one too" \
		test $(($(host left) - left)) -ge "$EXPECT_VCPUS"
	check "and has handed its area over again" \
		test $(($(host taken) - taken)) -ge "$EXPECT_VCPUS"
	check "all of them, and the whole machine's" same "$all 1" "$(host cpus) $(host whole)"
else
	skip_test "a hibernation" "this kernel cannot hibernate"
fi

check "taken back" stop
check "from each CPU" same " 0" "$(host cpus) $(host whole)"

refuse_take 0
check "the host refuses: so does the start" refused start 2>/dev/null
check "and nothing is left with the host" same "" "$(host cpus)"
refuse_take -1

start
refuse_leave 0
log_mark
check "the host keeps an area" stop
check "its memory is leaked, with a word" \
	logged "test: areas: the host may still write to it, leaking its memory"
refuse_leave -1

start
lose
left=$(host left)
check "the host is gone: taken back" stop
check "it was told nothing" same "$left" "$(host left)"
check "on the right CPU, with interrupts off, always" same 0 "$(host wrong)"
rmmod pvshim_test_area
check "its directory is gone" test ! -e $AREA
check "unload" unload_all
done_testing
