# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# All at once and at full speed, from several CPUs: modules of providers and consumers
# come and go, and pvshim with them, everything is probed again, every operation is
# bound to every provider, the kernel's own too, the system begins to sleep, and every
# file is read. See selftests/storm/main.c, which also watches the kernel's log.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

# Every switch away from a provider waits for RCU, and so does every task that needs
# the mutex meanwhile.
expedite() { echo "$1" >/sys/kernel/rcu_expedited; }
case $PVSHIM_TEST/$PVSHIM_KERNEL in
*-long/*)
	operations=100000 limit=7000
	expedite 1
	;;
# takes five times as long there, and has 100,000 in the long one
*-debug) operations=350 limit=400 ;;
*) operations=2000 limit=400 ;;
esac
found=/run/registry-storm
TEST=/sys/module/pvshim_test_provider/parameters

kinds="bind verify suspend mind provider consumer reload read"
# number KIND FIELD
number() {
	awk -v kind="$1" -v field="$2" '$1 == kind {
		for (i = 2; i < NF; i += 2) if ($i == field) print $(i + 1) }' $found
}
total() { awk '$1 == "operations" { print $2 }' $found; }
enough() { [ "$(total)" -ge $operations ] || { echo "$(total) in $limit s"; return 1; }; }

# happened FIELD KIND... - each at least once
happened() {
	field=$1
	shift
	for kind; do
		[ "$(number "$kind" "$field")" -gt 0 ] || { echo "no $kind was $field"; return 1; }
	done
}

# "native" for each operation
all_native() {
	for op in $OPS; do
		same native "$(bound "$op")" && same "$(native_form "$op")" "$(form "$op")" ||
			return 1
	done
}
# ... and what the test provider has been asked to do and to undo is the same
balanced() {
	for op in $OPS; do bind_op "$op" test || return 1; done
	same "$NR_OPS" "$(cat $TEST/balance)" || return 1
	for op in $OPS; do bind_op "$op" native || return 1; done
	same 0 "$(cat $TEST/balance)"
}

kernel_balanced() {
	attach test && same "$(kernel_ops | wc -l)" "$(cat $TEST/kernel_balance)" &&
		detach && same 0 "$(cat $TEST/kernel_balance)"
}

# Steal time that a provider has reported to the kernel is not the kernel's own.
kernel_has_no_clock() {
	attach test || return 1
	tries=30
	until [ "$(stat_steal_ns 0)" -gt 0 ]; do
		sleep 1
		tries=$((tries - 1))
		[ $tries -gt 0 ] || { echo "the kernel has accounted none"; return 1; }
	done
	detach && verify || return 1
	case " $(available steal_clock) " in
	*" kernel "*) available steal_clock; return 1 ;;
	esac
}

storm() {
	registry-storm -n $operations -t $limit -s 1 >$found &
	storm=$!
	while kill -0 $storm 2>/dev/null; do
		sleep 5
		tail -n 1 $found
	done
	wait $storm
}

# The storm loads and unloads all modules by itself.
load autobind=0 || load
kernel=$(! has_kernel_ops || echo kernel)
leaks_forget
unload_all
dmesg -n 4 # lines of information and refusals would fill the console
storm
status=$?
expedite 0
dmesg -n 7
diag "$(cat $found)"
for kind in $kinds $kernel; do
	fact "registry_storm_$kind" \
		"$(number "$kind" "done") done, $(number "$kind" refused) refused"
done
fact registry_storm_operations "$(total) in $(awk '$1 == "seconds" { print $2 }' $found) s"
check "nothing was wrong, and no line of the log is another's than pvshim's" same 0 $status
check "at least $operations operations" enough
# shellcheck disable=SC2086 # words
check "each kind was done" happened "done" $kinds $kernel
# shellcheck disable=SC2086 # words
check "and what has to be refused was refused" happened refused bind verify provider $kernel

check "pvshim is loaded again" load autobind=0
check "so does a consumer" modprobe pvshim_consumer
check "and a provider" modprobe pvshim_test_provider
check "every operation is native" all_native
check "everything that is bound is unbound again" balanced
if [ -n "$kernel" ]; then
	check "so is everything of the kernel's own" kernel_balanced
	check "the kernel has no steal clock of its own by that" kernel_has_no_clock
else
	skip_test "so is everything of the kernel's own" "$no_kernel_ops"
	skip_test "the kernel has no steal clock of its own by that" "$no_kernel_ops"
fi
check "unload" unload_all
check "no directory is left" test ! -e $PV
check_checkers
done_testing
