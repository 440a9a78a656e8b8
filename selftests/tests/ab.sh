# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# pvshimctl ab: finds the gain of a remote flush that the hypervisor makes, where virtual
# CPUs wait for a physical one, and nothing where nothing differs, once and in ab-20 each
# twenty times; and whatever ends it, everything is bound as before.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

rounds=1
[ "$PVSHIM_TEST" != ab-20 ] || rounds=20
OP=pv_flush_tlb_multi
RECORD=/run/pvshimctl-ab
SAID=/run/ab-said
[ "$EXPECT_VCPUS" -gt 1 ] || skip_all "one CPU has no remote TLB to flush"

# figures KIND ROUND - a fact of what the tool has said as JSON, in one line: the verdict, and
# of each finding native, provider, difference, interval, and whether it differs
figures() {
	fact "ab_$1_$2" "$(awk -F '[ ",:]+' '/"blocks"/ { exit }
		$2 ~ /^(verdict|seed|name|native|low|high|difference|differs)$/ ||
			($2 == "provider" && $3 ~ /^[0-9]/) { printf "%s %s ", $2, $3 }' $SAID)"
}
verdict() { sed -n 's/^  "verdict": "\(.*\)",/\1/p' $SAID; }
# What the first finding, the median, is
difference() { sed -n 's/^ *"difference": \([^,]*\).*/\1/p' $SAID | head -n1; }

# compare KIND ROUND PROVIDER VERDICT - that is what an A/B says, and nothing has changed
compare() {
	before=$(bindings; attached)
	pvshimctl --json ab $OP "$3" --load flush --pairs 16 >$SAID || return
	figures "$1" "$2"
	same "$4" "$(verdict)" && same "$before" "$(bindings; attached)" && [ ! -e $RECORD ] &&
		return
	sed '/"blocks"/q' $SAID
	return 1
}
gain() { compare gain "$1" "$provider" differs && difference | grep '^-'; }
null() { compare null "$1" native noise; }

# ended_by STATUS SECONDS SIGNAL - a signal after so many seconds ends it, and everything is
# bound as before, at the latest a little later
ended_by() {
	before=$(bindings)
	status=0
	timeout -s "$3" "$2" pvshimctl ab yield_to test --load futex --pairs 10000 || status=$?
	for _ in $(seq 20); do
		[ -e $RECORD ] || break
		sleep 0.5
	done
	same "$before" "$(bindings)" && [ ! -e $RECORD ] && same "$1" "$status"
}

# meanwhile LEFT COMMAND... - while the provider test is bound, the command; the A/B ends
# and says so, and leaves the operation with what it is bound to then
meanwhile() {
	left=$1
	shift
	pvshimctl ab yield_to test --load futex --calls 2000 --pairs 10000 >$SAID 2>&1 &
	for _ in $(seq 100); do
		[ "$(bound yield_to)" != test ] || break
		sleep 0.1
	done
	"$@" || return
	status=0
	wait $! || status=$?
	cat $SAID
	same 1 $status && grep -q "^pvshimctl: yield_to " $SAID &&
		same "$left" "$(bound yield_to)" && [ ! -e $RECORD ]
}
there_and_back() { bind_op yield_to native && bind_op yield_to test; }

load autobind=0
provider=
if has_kernel_ops; then
	provider=$(kernel_provider)
	grep -qw "$provider" $PV/ops/$OP/available && [ "$(cat $PV/ops/$OP/busy)" = 0 ] || provider=
fi
for round in $(seq $rounds); do
	if [ -n "$provider" ] && [ "$provider" != test ]; then
		check "the gain is found, round $round" gain "$round"
	else
		skip_test "the gain is found, round $round" "nothing here serves $OP"
	fi
	if has_kernel_ops; then
		check "native against native is nothing, round $round" null "$round"
	else
		skip_test "native against native is nothing, round $round" "$no_kernel_ops"
	fi
done
if [ $rounds = 1 ]; then
	modprobe pvshim_test_provider
	bind_op steal_clock test
	pvshimctl ab yield_to test --load futex # for the reader of the results
	# what runs in the background of a shell ignores SIGINT
	check "interrupted" ended_by 143 5 TERM
	check "killed" ended_by 137 5 KILL
	check "another's change is noticed, and left" meanwhile test there_and_back
	bind_op yield_to native
	check "the provider goes" meanwhile native rmmod pvshim_test_provider
fi
check "unload" unload_all
done_testing
