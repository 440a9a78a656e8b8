# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Operations are bound and unbound at full speed from two CPUs, while threads
# on every CPU call them and compare each answer, and while a consumer and a
# provider come and go. See selftests/mods/storm.c.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh

case $PVSHIM_TEST in
storm-long) target=20000 ;;
*) target=2000 ;;
esac
STORM=/sys/kernel/debug/pvshim_storm
over=/run/storm-over
refusals=/run/storm-refusals
rounds=/run/storm-rounds
entered_file=/sys/module/pvshim_test_provider/parameters/entered
rm -f $over $refusals $rounds

# writer CPU OP... - on the only CPU there is, two writers take turns
writer() {
	mask=$(printf '%x' $((1 << $1)))
	shift
	# shellcheck disable=SC2016 # for the inner shell
	taskset "$mask" sh -c '
		over=$0
		refusals=$1
		shift
		while [ ! -e "$over" ]; do
			for op; do
				for provider in storm native; do
					echo $provider >"/sys/kernel/pvshim/ops/$op/provider" ||
						echo "$op $provider" >>"$refusals"
				done
			done
		done' $over $refusals "$@"
}

# The provider is unregistered while at least one caller is inside its slow function.
come_and_go() {
	round=0
	until [ -e $over ]; do
		modprobe pvshim_consumer && modprobe pvshim_test_provider misbehave=slow || return
		for op in $OPS; do bind_op "$op" test; done
		until read -r entered <$entered_file && [ "$entered" = Y ]; do
			bind_op yield_to test # a writer may have been faster than the callers
		done
		rmmod pvshim_test_provider && rmmod pvshim_consumer || return
		round=$((round + 1))
		echo $round >$rounds
	done
}

seconds() { echo $(($(cut -d. -f1 /proc/uptime) - begun)); }
total_switches() { cat $PV/ops/*/switches | awk '{ sum += $1 } END { print sum }'; }

# Ends when the target is reached, or when nothing moves any more.
wait_for_target() {
	seen=0
	while sleep 10; do
		switched=$(total_switches)
		[ "$switched" -lt $target ] || return 0
		[ "$switched" -gt "$seen" ] || { echo "stuck at $seen switches"; return 1; }
		seen=$switched
		diag "$seen switches, $(cat $rounds 2>/dev/null) rounds after $(seconds) s"
	done
}

end_storm() {
	touch $over
	wait "$first" "$second" "$third"
	for op in $OPS; do bind_op "$op" native; done
}

all_native() {
	for op in $OPS; do
		same "$(native_form "$op")" "$(form "$op")" || return 1
	done
}

# each_cpu FIELD... - whether the counts in these fields are above 0 everywhere
each_cpu() {
	for field; do
		awk -v field="$field" -v cpus="$EXPECT_VCPUS" '
			$1 == "cpu" {
				cpus--
				for (i = 3; i < NF; i += 2)
					if ($i == field) $(i + 1) > 0 ? good++ : bad++
			}
			END { exit !(good && !bad && !cpus) }' $STORM/callers ||
			{ echo "$field:"; cat $STORM/callers; return 1; }
	done
}
none_wrong() {
	awk '{ sum += $NF } END { exit sum != 0 }' $STORM/callers && return
	cat $STORM/callers
	return 1
}

leaks_forget
load autobind=0
check "callers on every CPU" modprobe pvshim_storm
dmesg -n 5 # a line of information for each switch would fill the console
begun=$(cut -d. -f1 /proc/uptime)
# shellcheck disable=SC2086 # words
writer 0 $OPS &
first=$!
# shellcheck disable=SC2046 # words
writer $((EXPECT_VCPUS - 1)) $(echo "$OPS" | tr ' ' '\n' | tac) &
second=$!
come_and_go &
third=$!
check "at least $target switches" wait_for_target
end_storm
fact storm_switches "$(total_switches)"
fact storm_seconds "$(seconds)"
dmesg -n 7

check "no switch was refused" test ! -s $refusals
check "a consumer and a provider were loaded and unloaded" test -s $rounds
fact storm_rounds "$(cat $rounds)"
modprobe pvshim_consumer
check "every operation is native again" all_native
check "no answer was wrong" none_wrong
check "every CPU has called" each_cpu calls
check "every CPU had answers of a provider and of native" each_cpu served native
diag "$(cat $STORM/callers)"
check "unload the callers" rmmod pvshim_storm
check "unload the rest" unload_all
check_checkers
done_testing
