# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The guest is saved, restored, paused and moved while chronyd follows pvshim's PTP clock:
# the clock is the same device afterwards, shows the host's time of then, and chronyd has
# the guest's clock right again.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/ptp.sh
. /pvshim/guest/ptp.sh
# shellcheck source=selftests/guest/move.sh
. /pvshim/guest/move.sh

# What each is heard of is told by the test move.
case $PVSHIM_ENV in
xen-pv-move) events="save pause" ;; # Debian's Xen migrates no PV domain
xen-*) events="save pause migrate" ;;
kvm*) events="pause loadvm migrate" ;;
esac
RIGHT=20000000 # ns, as in the test ptp

# Between two readings of the clock the outer guest reads its own, by which it is set. A
# second is for what the two clocks differ by.
shows_the_hosts_time() {
	before=$(clock_ns)
	happens clock || return
	after=$(clock_ns)
	outer=$(outer_ns)
	echo "from $before to $after, the outer guest says $outer"
	[ "$outer" -gt $((before - 1000000000)) ] && [ "$outer" -lt $((after + 1000000000)) ]
}

one_event() {
	check "$1: the guest goes on" happens "$1"
	check "$1: the clock is the same" there "$clock"
	fact "$1_ahead_ns" "$(ahead_ns)"
	check "$1: it shows the host's time" shows_the_hosts_time
	check "$1: chronyd sets the guest's clock right" right_within $RIGHT 60
	# a step is one of its samples, and it has none while a guest stands still
	sleep 5
	check "$1: and keeps it" right_within $RIGHT 20
	fact "$1_chrony_offset_ns" "$(chrony_says "Last offset")"
}

load
modprobe pvshim_ptp
clock=$(clock_name)
[ -n "$clock" ] || { unload_all; skip_all "no provider serves host_time here"; }
check "the guest's clock is set ten minutes slow" set_wrong -600
start_chronyd
check "chronyd sets it right" right_within $RIGHT 40
begin_moves
for event in $events; do one_event "$event"; done
end_moves
stop_chronyd
diag "$(cat /run/chronyd.log)"
check "unload" unload_all
done_testing
