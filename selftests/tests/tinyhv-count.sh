# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The host's count of stolen time begins anew, or is below zero: what callers are told
# goes on at the pace of the host, and never back. And the host does not write to its
# area while an image of a hibernation is made.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh

MS=1000000
told() { result steal_clock 0; }
clamped() { cat $PV/providers/vmware/clamped; }
stolen() { tinyhv_fact stolen_ns; }
# steal in two bursts, with a reading in between
steal_500_ms() {
	steal_now 250
	told >/dev/null
	steal_now 250
}
# note what is told and what is true, and compare how both have grown since
note() {
	told_then=$(told)
	stolen_then=$(stolen)
}
# tinyhv and the guest have each measured the frequency of the TSC.
grown_but() { # MS_LOST_AT_MOST
	told=$(($(told) - told_then))
	stolen=$(($(stolen) - stolen_then))
	[ $told -ge $((stolen - $1 * MS - 5 * MS)) ] && [ $told -le $((stolen + 5 * MS)) ] && return
	echo "$stolen were stolen, $told were told"
	return 1
}

check "load" load claim_steal=1
modprobe pvshim_consumer
check "steal time is VMware's" same vmware "$(bound steal_clock)"
note
steal_500_ms
check "an honest host" grown_but 0
check "nothing is clamped" same 0 "$(clamped)"

note
count_restarts 0
check "the count begins anew: nothing goes back" grown_but 0
steal_500_ms
check "and 500 ms are seen" grown_but 100
check "which is counted" test "$(clamped)" -gt 0

note
count_restarts 200
check "below zero once: not passed on" grown_but 0
count_restarts 0
told >/dev/null
steal_500_ms
check "and 500 ms are seen after that" grown_but 100

note
left=$(tinyhv_fact areas_left)
if [ -e /sys/power/disk ] && hibernation_until_the_image 2>/dev/null; then
	check "a hibernation: the host has let go of the area before the image" \
		same $((left + 1)) "$(tinyhv_fact areas_left)"
	check "and has it again" same $((left + 2)) "$(tinyhv_fact areas_taken)"
	check "still bound" same vmware "$(bound steal_clock)"
	steal_500_ms
	check "and goes on" grown_but 0
else
	skip_test "a hibernation" "this kernel cannot hibernate"
fi
left=$(tinyhv_fact areas_left)
check "unload" unload_all
check "the host has nothing of ours" same $((left + 1)) "$(tinyhv_fact areas_left)"
done_testing
