# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What pvshim's operations cost, in exits that the hypervisor counted, and
# whether the steal time it reads is what was taken.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh

# exits COMMAND... - how many it causes
exits() {
	before=$(tinyhv_exits)
	"$@" >/dev/null
	echo $(($(tinyhv_exits) - before))
}
call_all() { cat $CONSUMER/call; }

# what the kernel converts cycles with, to the nearest kHz
kernel_khz() {
	dmesg | sed -n 's/.*tsc: \(Detected\|Refined.*:\) \([0-9]*\)\.\([0-9]*\) MHz.*/\2\3/p' |
		tail -n1
}

# true_steal - what the operation says lies between two answers of the hypervisor
true_steal() {
	low=$(tinyhv_fact stolen_ns)
	value=$(result steal_clock 0)
	high=$(tinyhv_fact stolen_ns)
	# in the hypervisor's frequency; the kernel's is measured, on a busy machine badly
	value=$((value * $(kernel_khz) / $(tinyhv_fact tsc_khz)))
	[ "$value" -lt $((low - low / 1000 - 1000)) ] ||
		[ "$value" -gt $((high + high / 1000 + 1000)) ] || return 0
	echo "$value is not between $low and $high"
	return 1
}

check "load with claim_steal=1" load autobind=0 claim_steal=1
check "the consumer loads" modprobe pvshim_consumer
check "native: every operation together: no exit" same 0 "$(exits call_all)"
bind_op steal_clock vmware
check "vmware: reading steal time: no exit" same 0 "$(exits call_all)"
check "vmware: steal time is what was taken" true_steal
steal_now 100
check "vmware: 100 ms later as well" true_steal
bind_op steal_clock native
bind_op host_time vmware
check "vmware: host time: one exit" same 1 "$(exits call_all)"
check "unload" unload_all
done_testing
