# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Random writes to all that root can write to, and random parameters: see
# selftests/fuzz/main.c. Each is taken or refused as its bytes say, what is refused
# changes nothing, and the log is not flooded.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh

case $PVSHIM_TEST in
fuzz-long) inputs=1000000 loads=100 seed=2 ;;
fuzz-long-loads) inputs=20000 loads=2000 seed=2 ;;
*) inputs=20000 loads=100 seed=1 ;;
esac
report=/run/fuzz-report
over=/run/fuzz-over

# fuzz ARGUMENT... - what it has found out goes to the results
fuzz() {
	{
		pvshim-fuzz -s $seed "$@"
		echo $? >$over
	} | tee $report | while read -r line; do diag "$line"; done
	status=$(cat $over)
	[ "$status" = 0 ] || dmesg | grep pvshim: | tail -n 20
	return "$status"
}
# the number of a line "KEY NUMBER..."
told() { sed -n "s/^$1 \([0-9]*\).*/\1/p" $report; }
# of writes to these files, some were taken and some refused
both() {
	set -- "$1" "$(sed -n "s/^$1 \([0-9]*\) accepted .*/\1/p" $report)" \
		"$(sed -n "s/^$1 .* accepted //p" $report)"
	echo "$1: $3 of $2"
	[ "$3" -gt 0 ] && [ "$3" -lt "$2" ]
}
reaches_code() {
	[ ! -e /sys/kernel/debug/kcov ] || [ "$(told places)" -gt 100 ]
}
# Of refusals 50 in 5 seconds, and some more for the ends of the time: of those that
# the log still holds, which is not all of them.
log_is_bounded() {
	dmesg | sed -n 's/^\[ *\([0-9]*\)\..* stays\{0,1\} .* not switched to .*/\1/p' | awk '
		NR == 1 { first = $1 }
		{ seconds = $1 - first }
		END {
			most = (seconds / 5 + 3) * 50
			print NR " refusals in " seconds " s, at most " most
			exit !NR || NR > most
		}'
}

leaks_forget
load autobind=0
modprobe pvshim_consumer
modprobe pvshim_test_provider
modprobe pvshim_bench
dmesg -n 1
dmesg -c >/dev/null
check "$inputs writes are taken or refused as their bytes say" fuzz -n $inputs
fact fuzz_inputs "$(told inputs)"
[ ! -e /sys/kernel/debug/kcov ] || fact fuzz_places "$(told places)"
check "providers: some were taken, some refused" both provider
check "verify: some were taken, some refused" both verify
check "they reached code" reaches_code
check "the log is not flooded with refusals" log_is_bounded
check "calls go on" calls_work
rmmod pvshim_bench pvshim_test_provider pvshim_consumer
if built_in; then
	skip_test "random parameters" "it is built in"
else
	# each load waits for RCU several times
	echo 1 >/sys/kernel/rcu_expedited
	check "$loads loads with random parameters" fuzz -n $loads -l "$MODULES"/pvshim.ko
	echo 0 >/sys/kernel/rcu_expedited
fi
dmesg -n 7
check "unload" unload_all
check_checkers
done_testing
