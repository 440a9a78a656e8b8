# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# pvshim in a host while its guests come and go: it is loaded, everything is bound and
# switched, its values are read, and it is unloaded, round after round. The host's log
# stays quiet, its values stay right, and nothing stays behind. That the guests are none
# the worse for it is told by their own tests.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

GUESTS=/run/guests
FAULTS=/run/host-faults
ROUNDS=/run/host-rounds     # from which line of $GUESTS to which
READINGS=/run/host-readings # the last value of each clock, and when it was read
mkdir -p $FAULTS $READINGS

# at_fault KIND TEXT - something went wrong in this round
at_fault() { echo "round $round: $2" >>"$FAULTS/$1"; }
# is KIND COMMAND... - which must succeed
is() {
	kind=$1
	shift
	said=$("$@" 2>&1) || at_fault "$kind" "$* $said"
}

events() { wc -l <$GUESTS; }
guests_that() { awk -v what="$1" '$2 == what { print $1 }' $GUESTS | sort -u; }
# enough_ended - two of them, or as many as there are; more would only take longer
enough_ended() {
	wanted=$(find /pvshim/boot/inner -type f | wc -l)
	[ "$wanted" -le 2 ] || wanted=2
	[ "$(guests_that ended | wc -l)" -ge "$wanted" ]
}
over() { enough_ended || tail -n 1 $GUESTS | grep -qx over; }
uptime_ns() { awk '{ printf "%.0f\n", $1 * 1000000000 }' /proc/uptime; }

# steal_grows CLOCK NS - not backwards, and not faster than time since it was read before
steal_grows() {
	now=$(uptime_ns)
	read -r last at 2>/dev/null <"$READINGS/$1" || { last=0 at=0; }
	echo "$2 $now" >"$READINGS/$1"
	[ "$2" -ge "$last" ] && [ $(($2 - last)) -le $((now - at + 1000000000)) ] && return
	echo "$last at $at, then $2 at $now"
	return 1
}

# When this guest was booted is, by the host's clock, what it was in the first round: to a
# second, and what it takes to ask.
host_time_goes_with_ours() {
	before=$(uptime_ns)
	booted=$(($(result_host_time) - before))
	[ -e $READINGS/host_time ] || echo $booted >$READINGS/host_time
	moved=$((booted - $(cat $READINGS/host_time)))
	[ ${moved#-} -le $(($(uptime_ns) - before + 1000000000)) ] ||
		{ echo "$moved ns off"; return 1; }
}
result_host_time() { grep '^host_time 0 ' $CONSUMER/call | cut -d' ' -f3; }

# right OP PROVIDER - what is read through an operation that is bound to it
right() {
	case $1/$2 in
	steal_clock/*) is steal steal_grows "$2" "$(result steal_clock 0)" ;;
	host_time/test) is time same 1 "$(result_host_time)" ;;
	host_time/*) is time host_time_goes_with_ours ;;
	*) is call calls_work ;;
	esac
}
native_values() {
	is steal same 0 "$(result steal_clock 0)"
	is time grep -q '^host_time -95 ' $CONSUMER/call
}

# Every operation of modules to every provider and back, each call site looked at
switch_all() {
	for op in $OPS; do
		for provider in $(served_by "$op"); do
			is switch bind_op "$op" "$provider"
			case $(form "$op") in
			"call "*"${provider}_"*) ;;
			*) at_fault switch "$op: its site is '$(form "$op")', not of $provider" ;;
			esac
			[ "$op" = crash_notify ] || right "$op" "$provider"
		done
		is switch bind_op "$op" native
		is switch same "$(native_form "$op")" "$(form "$op")"
	done
	native_values
}

# Everything at once: each operation of modules to the last that serves it, and of the
# kernel's own what it lets us have
bind_all() {
	for op in $OPS; do
		for provider in $(served_by "$op"); do is switch bind_op "$op" "$provider"; done
	done
	[ -z "$kernel_provider" ] || is kernel attach "$kernel_provider"
}

# It is still bound as it was, after everything was probed again.
stays_bound() { # BINDINGS
	is probe verify
	is probe same "$1" "$(bindings)$(attached)"
	is call calls_work
}

no_trace() {
	gone pvshim && [ ! -e /sys/module/pvshim ] &&
		[ ! -e $PV ] && [ ! -e /sys/kernel/debug/pvshim ]
}

# What the kernel has said since the last time that is worse than a notice. (What comes from
# a process has a facility in its number as well.) Not what KVM says of its guests, nor that
# an operation is busy, which only an attempt to bind it tells, nor that this machine is
# starved by others.
quiet() {
	worse=$(dmesg -r | sed "1,/$log_from\$/d" | grep '^<[0-4]>' | grep -v \
		-e 'clocksource: Long readout interval, skipping watchdog check' \
		-e 'hrtimer: interrupt took [0-9]* ns$' \
		-e 'kvm \[[0-9]*\]: vcpu[0-9]*, guest rIP: [^ ]* Unhandled [A-Z]*MSR(' \
		-e 'pvshim: pv_.* stays native, .*: the kernel.s own guest code serves it$')
	[ -z "$worse" ] || { echo "$worse"; return 1; }
}

# In every second round it binds by itself what it would on a host that is not a test's, and
# everything is bound for longer, with the guests at work.
one_round() {
	begun=$(events)
	if [ $((round % 2)) = 1 ]; then is loading load; else is loading load autobind=0; fi
	is loading modprobe pvshim_consumer
	is loading modprobe pvshim_test_provider
	switch_all
	bind_all
	all=$(bindings)$(attached)
	if [ $((round % 2)) = 1 ]; then
		from=$(events)
		rest
	fi
	stays_bound "$all"
	is unload unload_all
	is unload no_trace
	is steal steal_grows proc_stat "$(stat_steal_ns 0)"
	is log quiet
	log_mark
	from=$(events)
	echo "$begun $from" >>$ROUNDS
}

# rest - for the guests, twice as long each time, till there are more events than $from
rest() {
	rested=0
	while [ "$(events)" = "$from" ] && [ $rested -lt $pause ]; do
		sleep 1
		rested=$((rested + 1))
	done
	pause=$((pause * 2))
	[ "$(events)" = "$from" ] || pause=1
}

# met WHAT - every guest that has ended had a round, or a part of one, while it did so
met() {
	awk -v what="$1" -v ended=" $(guests_that ended | tr '\n' ' ')" '
		NR == FNR { from[NR] = $1; to[NR] = $2; rounds = NR; next }
		$2 == what && index(ended, " " $1 " ") {
			guests++
			for (i = 1; i <= rounds; i++) if (from[i] <= FNR && FNR <= to[i]) break
			if (i > rounds) { print $1 " was alone"; bad = 1 }
		}
		END { exit bad || !guests }' $ROUNDS $GUESTS
}
nothing_at_fault() {
	[ ! -s "$FAULTS/$1" ] || { cat "$FAULTS/$1"; return 1; }
}

dmesg -n 5 # a line of information for each switch would fill the console
load autobind=0
modprobe pvshim_test_provider
kernel_provider=
! has_kernel_ops || kernel_provider=$(kernel_provider)
unload_all
log_mark
round=0
pause=1
until over; do
	round=$((round + 1))
	one_round
	[ $((round % 2)) = 1 ] || rest
done
dmesg -n 7

sed 's/^/guests: /' $GUESTS
fact host_rounds "$round"
fact host_bound "$all"
check "$(guests_that ended | wc -l) guests have come and gone" enough_ended
check "a round while each of them booted" met starts
check "a round while each of them worked" met speaks
check "it was loaded each time" nothing_at_fault loading
check "every switch, and every call site after it" nothing_at_fault switch
check "calls while bound" nothing_at_fault call
check "steal time never went back, nor faster than time" nothing_at_fault steal
check "host time went with this guest's clock" nothing_at_fault time
check "what was bound stayed bound when it was probed again" nothing_at_fault probe
if [ -n "$kernel_provider" ]; then
	check "the kernel's own operations were bound each time" nothing_at_fault kernel
else
	skip_test "the kernel's own operations" "$no_kernel_ops"
fi
check "unloaded each time, without a trace" nothing_at_fault unload
check "the kernel's log has nothing worse than a notice" nothing_at_fault log
check_checkers
done_testing
