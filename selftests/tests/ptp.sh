# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# pvshim_ptp: a clock that comes and goes with the binding of host_time, shows what the
# provider says or an error, cannot be set, and by which chronyd and phc2sys set a guest's
# clock right that was set wrong.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/ptp.sh
. /pvshim/guest/ptp.sh

TESTPTP=/suites/ptp/testptp
TIME_ERROR=/sys/module/pvshim_test_provider/parameters/time_error

says() { # TEXT OPTION...
	text=$1
	shift
	said=$($TESTPTP -d "/dev/$(clock_name)" "$@" 2>&1)
	echo "$said" | grep -q "$text" || { echo "$said"; return 1; }
}
refuses() { says "Operation not supported" "$@"; }
fails_with() { # TEXT: whatever way it is read
	says "clock_gettime: $1" -g && says "$1" -x 3
}
held() { sh -c "exec 4</dev/$1; exec sleep 1000" & }
is_held() {
	for _ in $(seq 100); do
		[ ! -e "/proc/$1/fd/4" ] || return 0
		sleep 0.1
	done
	return 1
}

# A cross timestamp needs the TSC as the kernel's clocksource, a kernel that lets a module
# name it, and a provider that knows the instant, which only KVM's does under emulation.
cross_timestamps() {
	says_clocksource
	# shellcheck disable=SC2031 # not in a subshell
	case $provider/$clocksource/$PVSHIM_KERNEL in
	*/6.1 | */6.1-*) check "no cross timestamps on this kernel" refuses -X ;;
	kvm/tsc/*) check "cross timestamps" gives_cross ;;
	vmware/tsc/*) check "no cross timestamp of an instant that is not known" refuses -X ;;
	*) check "no cross timestamps by $clocksource" says "No such device\|not supported" -X ;;
	esac
}
CLOCKSOURCE=/sys/devices/system/clocksource/clocksource0/current_clocksource
says_clocksource() {
	clocksource=$(cat $CLOCKSOURCE)
	fact clocksource "$clocksource"
	fact cross "$($TESTPTP -d "/dev/$clock" -X 2>&1 | tr '\n' ' ')"
}
# after chronyd has set the system's time right
gives_cross() {
	$TESTPTP -d "/dev/$clock" -X >/run/cross 2>&1
	cat /run/cross
	ahead=$(awk '/^device time/ { split($NF, host, ".") }
		/^system time/ { split($NF, guest, ".") }
		END { if (host[2] != "" && guest[2] != "")
			print (guest[1] - host[1]) * 1000000000 + guest[2] - host[2] }' \
		/run/cross)
	fact cross_ahead_ns "$ahead"
	[ -n "$ahead" ] && [ "${ahead#-}" -lt 20000000 ]
}

# chronyd and phc2sys set the clock right, which is an hour fast, and half an hour slow.
sets_right() {
	check "phc2sys: the clock is set an hour fast" set_wrong 3600
	phc2sys -c CLOCK_REALTIME -s "/dev/$(clock_name)" -O 0 -R 4 -u 8 -m >/run/phc2sys.log 2>&1 &
	pid=$!
	check "phc2sys sets it right" right_within "$1" 30
	kill $pid
	wait $pid
	diag "$(cat /run/phc2sys.log)"
	check "chronyd: the clock is set half an hour slow" set_wrong -1800
	start_chronyd
	check "chronyd sets it right" right_within "$1" 40
	sleep 20
	check "and keeps it" right_within "$1" 1
	fact chrony_offset_ns "$(chrony_says "Last offset")"
	fact chrony_rms_ns "$(chrony_says "RMS offset")"
	fact chrony_dispersion_ns "$(chrony_says "Root dispersion")"
	fact ahead_ns "$(ahead_ns)"
	diag "$(chronyc -h $CHRONY/chronyd.sock sourcestats)"
	check "it takes the clock for its source" sh -c \
		"chronyc -h $CHRONY/chronyd.sock -n sources | grep -q '^#\*'"
	stop_chronyd
	diag "$(cat /run/chronyd.log)"
}

# A provider of the tests, which shows the first nanosecond of 1970
check "pvshim loads" load autobind=0
check "pvshim_ptp loads" modprobe pvshim_ptp
check "nothing serves host_time: no clock" there ""
check "a provider is loaded" modprobe pvshim_test_provider
check "it serves no host_time yet: no clock" there ""
log_mark
check "it serves it" bind_op host_time test
clock=$(clock_name)
check "there is a clock" test -c "/dev/$clock"
check "the log says whose time it shows" logged "pvshim_ptp: $clock shows the time of test"
check "it shows the provider's time" same 1 "$(clock_ns)"
check "it offers no more than a time" sh -c "$TESTPTP -d /dev/$clock -c |
	grep -v 'capabilities:\|cross timestamping' | grep '.' | { ! grep -v '^  0 '; }"
check "it cannot be set" refuses -s
check "it cannot be shifted" refuses -t 1
check "it cannot be made faster" says "Numerical result out of range" -f 10
check "nor told to go on as it does" refuses -f 0
check "a provider that fails" sh -c "echo -5 >$TIME_ERROR"
check "is an error for every reader, not a time" fails_with "Input/output error"
check "and one that does not any more" sh -c "echo 0 >$TIME_ERROR"
check "has its time read again" same 1 "$(clock_ns)"
held "$clock"
holder=$!
check "a program has it open" is_held $holder
check "native: no clock, although it is open" bind_op host_time native
check "it is gone" there ""
kill $holder
check "served again, it is back" bind_op host_time test
check "it is" test -n "$(clock_name)"
check "the provider is unloaded" rmmod pvshim_test_provider
check "and the clock is gone with it" there ""
modprobe pvshim_test_provider
check "pvshim_ptp is loaded when host_time is served already" sh -c \
	"rmmod pvshim_ptp && echo test >$PV/ops/host_time/provider && /sbin/modprobe pvshim_ptp"
clock=$(clock_name)
check "and has its clock at once" test -n "$clock"

# And a provider of this guest's own hypervisor, where there is one
provider=$(served_by host_time | grep -vx test)
if [ -z "$provider" ]; then
	skip_test "the host's time" "no provider serves host_time here"
else
	check "served by $provider" bind_op host_time "$provider"
	check "from one to the other, the clock stays" there "$clock"
	sets_right 20000000
	cross_timestamps
	if [ "$PVSHIM_ENV" = tinyhv-kvm ] && echo tsc >$CLOCKSOURCE; then
		cross_timestamps
	fi
fi
check "the clock goes with pvshim_ptp" rmmod pvshim_ptp
check "it is gone" there ""
check "unload" unload_all
done_testing
