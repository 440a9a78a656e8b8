# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Load and unload, more than once and in the wrong order. Nothing stays behind.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

no_trace() {
	[ ! -e $PV ] && [ ! -e /sys/kernel/debug/pvshim ] && gone pvshim &&
		[ ! -e /sys/module/pvshim ]
}

# rmmod's own words must name the module that holds it: the user then knows what to do.
refusal_names() {
	said=$(rmmod "$1" 2>&1) && { echo "rmmod $1 succeeded"; return 1; }
	echo "$said" | grep -q "in use by.* $2" || { echo "$said"; return 1; }
}

twice() {
	said=$(insmod "$MODULES/pvshim.ko" 2>&1) && { echo "loaded twice"; return 1; }
	echo "$said" | grep -qi "exists" || { echo "$said"; return 1; }
}

for round in first second; do
	log_mark
	check "$round load" load
	check "$round: the tree is there" test -r $PV/hypervisor -a -r $BINDINGS
	check "$round: loading it again is refused" twice
	check "$round: and changed nothing" test -r $PV/ops/steal_clock/provider
	check "$round unload" unload_all
	check "$round: no trace is left" no_trace
done

check "load with a consumer" modprobe pvshim_consumer
check "unloading under a consumer is refused by name" \
	refusal_names pvshim pvshim_consumer
check "the consumer still works" test -n "$(result steal_clock)"
check "unload both" unload_all
check "no trace is left" no_trace
done_testing
