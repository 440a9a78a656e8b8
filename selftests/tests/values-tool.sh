# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# pvshimctl values on a live module, while each CPU has more to do than it gets: sums
# against /proc/stat and debugfs, by a user who is not root, as Prometheus reads it; and
# what it says when a provider, a CPU, the host's clock or the module goes meanwhile.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

SAID=/run/values
as_user() {
	grep -qs nobody: /etc/passwd ||
		echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >>/etc/passwd
	su -s /bin/sh nobody -c "$*"
}
serves() { served_by "$1" | grep -qx "$2"; }
# The pretty JSON has a member on each line: those of the first level, and of each CPU
of_cpus() { sed -n "s/^ *\"$1\": *\\([^,]*\\),\\{0,1\\}\$/\\1/p" $SAID; }
total() { awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }
stat_total() { awk '/^cpu / { printf "%.0f\n", $9 * 10000000 }' /proc/stat; }
between() { # LOW VALUE HIGH SLACK
	awk -v l="$1" -v v="$2" -v h="$3" -v s="$4" 'BEGIN {
		if (v < l - s || v > h + s) { print v " is not between " l " and " h; exit 1 } }'
}
say_values() { pvshimctl --json values >$SAID; }
# what the kernel accounted before the two samples, and after them; not by check, whose
# shell is another one
around() {
	low=$(stat_total)
	say_values
	high=$(stat_total)
	sum=$(of_cpus stolen_ns | total)
}
# All rates as nanoseconds of the second between the samples
rates_ns() { of_cpus stolen_rate | awk '{ sum += $1 } END { printf "%.0f\n", sum * 1000000000 }'; }
no_rate_is_nonsense() {
	of_cpus stolen_rate | awk '$1 != "null" && ($1 < 0 || $1 > 1) { print; bad = 1 }
		END { exit bad }'
}

# Twice as much to do as there are CPUs, so that the host has to take them away
busy() {
	pids=
	for _ in $(seq $((EXPECT_VCPUS * 2))); do
		(while :; do :; done) &
		pids="$pids $!"
	done
}
idle() {
	# shellcheck disable=SC2086 # one word per process
	kill $pids
	# shellcheck disable=SC2086
	wait $pids 2>/dev/null
}

# watch - lines in $SAID, of a user; happens TEXT waits for one of them. Not by check, as
# its shell is not that which waits for it.
watch() {
	: >$SAID
	as_user "exec pvshimctl values --watch 1" >$SAID 2>$SAID.err &
	watcher=$!
}
happens() {
	for _ in $(seq 300); do
		! grep -q "$1" $SAID || return 0
		sleep 0.2
	done
	echo "no '$1' in:"
	cat $SAID $SAID.err
	return 1
}
# unwatch - it ends of itself; $status is how
unwatch() {
	status=0
	wait "$watcher" || status=$?
}
# The lines never tell more than all of the time, nor less than none of it.
percents() {
	sed -n 's/.*stolen_percent_by_cpu=\([^ ]*\) .*/\1/p' $SAID | tr , '\n' |
		awk '$1 != "-" && ($1 < 0 || $1 > 100) { print; bad = 1 } END { exit bad }'
}
# What sysfs says of each provider and operation, in the form of debugfs
verdicts() {
	for op in $OPS; do
		for each in "$PV"/providers/*; do
			echo "$op ${each##*/}: $(cat "$each/verdicts/$op")"
		done
	done | sort
}
debugfs_verdicts() {
	awk '/^[a-z]/ { op = $1; sub(/:$/, "", op) } /^\t/ { sub(/^\t/, ""); print op " " $0 }' \
		$BINDINGS | sort
}
metrics() { sed -n 's/ [^ ]*$//p' | grep -v '^#' | sort; }

load autobind=0
modprobe pvshim_test_provider
check "sysfs has the verdicts of debugfs" same "$(debugfs_verdicts)" "$(verdicts)"
check "native: no rate and no sum" sh -c "pvshimctl --json values |
	grep -c '\"stolen_ns\": *null' | grep -qx $(nproc)"

for provider in $(served_by steal_clock | grep -vx test); do
	busy
	bind_op steal_clock "$provider"
	! serves vcpu_is_preempted "$provider" || bind_op vcpu_is_preempted "$provider"
	sleep 3
	around
	check "$provider: a sum is told" test "${sum:-0}" -gt 0
	if [ "$provider" = kernel ]; then
		check "kernel: the sum is that of /proc/stat" \
			between "$low" "$sum" "$high" $((10000000 * EXPECT_VCPUS))
	else
		# the kernel started to count later, and only at ticks
		check "$provider: the sum is at least what the kernel accounts" \
			between "$low" "$sum" 1e18 $((50000000 * EXPECT_VCPUS))
	fi
	# The second is between the samples; the kernel's count of a tick falls anywhere.
	check "$provider: the rates are what the kernel accounts meanwhile" \
		between 0 "$(rates_ns)" $((high - low)) $((100000000 * EXPECT_VCPUS))
	check "$provider: no rate is nonsense" no_rate_is_nonsense
	fact "rates_$provider" "$(rates_ns)"
	fact "accounted_$provider" $((high - low))
	diag "json: $(pvshimctl --json --watch 1 values | head -n 1)"
	idle
done
bind_op steal_clock native

server=$(served_by host_time | grep -vx test | head -n1)
if [ -n "$server" ]; then
	bind_op host_time "$server"
	say_values
	offset=$(of_cpus minus_guest_ns)
	check "$server: host clock minus guest clock, to a minute" \
		between -60000000000 "${offset:-none}" 60000000000 0
	check "$server: how well it is known, to a second" \
		between 0 "$(of_cpus error_ns)" 1000000000 0
	date -s "@$(($(date +%s) + 3600))" >/dev/null
	say_values
	check "$server: the guest's clock is set an hour fast, and seen" \
		between 3540000000000 $((offset - $(of_cpus minus_guest_ns))) 3660000000000 0
	date -s "@$(($(date +%s) - 3600))" >/dev/null
	fact offset "$offset"
else
	skip_test "host clock minus guest clock" "no provider serves it here"
fi

bind_op steal_clock test
bind_op vcpu_is_preempted test
bind_op host_time test
check "a user may see it, without debugfs" \
	as_user "pvshimctl --debugfs /nonexistent values"
as_user pvshimctl --prometheus values >$SAID
check "and the same metrics as root" \
	same "$(pvshimctl --prometheus values | metrics)" "$(metrics <$SAID)"
check "promtool takes them" promtool check metrics <$SAID
diag "$(grep -v '^#' $SAID)"

watch
check "watched by a user" happens stolen_percent
check "the host's clock stands still: it was set back" happens "the host's clock was set back by"
bind_op steal_clock native
check "another provider" happens 'happened=".*steal_clock: native, was test'
bind_op steal_clock test
check "and back" happens "steal_clock: test, was native"
if [ -w /sys/devices/system/cpu/cpu1/online ]; then
	check "a CPU goes" sh -c "echo 0 >/sys/devices/system/cpu/cpu1/online"
	check "that is told" happens "CPU 1: offline now"
	check "it comes" sh -c "echo 1 >/sys/devices/system/cpu/cpu1/online"
	check "that is told, too" happens "CPU 1: online again"
else
	skip_test "a CPU goes and comes" "there is none that can"
fi
check "no rate was nonsense" percents
bind_op steal_clock native
bind_op vcpu_is_preempted native
bind_op host_time native
check "the module is unloaded meanwhile" unload_all
unwatch
check "it ends, with the status for that" same 3 "$status"
check "and says so" grep -q "unloaded while its values were read" $SAID.err
sed 's/^/watched: /' $SAID
done_testing
