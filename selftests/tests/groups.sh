# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Operations that share state are switched together, or not at all: the calls of
# bind fail one after the other, and each time everything is as before.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

PARAMETERS=/sys/module/pvshim_test_provider/parameters

# everything that a switch could change
state() {
	for op in $OPS; do
		echo "$op $(bound "$op") $(form "$op") $(switches "$op") $(cat "$PV/ops/$op/group")"
	done
	echo "bound in the provider: $(cat $PARAMETERS/balance)"
}
bound_to() { # NAME - everything is
	for op in $OPS; do
		same "$1" "$(bound "$op")" || return 1
	done
}
fail_at() { echo 0 >$PARAMETERS/binds && echo "$1" >$PARAMETERS/fail_at; }

check "load" load autobind=0
modprobe pvshim_consumer
modprobe pvshim_test_provider misbehave=group
alone() { for op in $OPS; do same "$op" "$(cat "$PV/ops/$op/group")" || return 1; done; }
check "native operations stand alone" alone
before=$(state)
number=0
for op in $OPS; do
	number=$((number + 1))
	fail_at $number
	log_mark
	check "bind call $number of $NR_OPS fails: refused" refused bind_op host_time test
	check "bind call $number of $NR_OPS fails: the log names $op" \
		logged "its bind function failed$([ "$op" = host_time ] || echo " for $op")"
	check "bind call $number of $NR_OPS fails: nothing has changed" \
		same "$before" "$(state)"
done

fail_at $((NR_OPS + 1))
check "with one failure later none fails" bind_op host_time test
check "exactly so many calls were made" same "$NR_OPS" "$(cat $PARAMETERS/binds)"
check "all operations have moved" bound_to test
check "each shows the whole group" same "$NR_OPS" "$(wc -w <$PV/ops/host_time/group)"
check "one leaves, and all leave" bind_op steal_clock native
check "all are native, all was undone" same "native 0" \
	"$(for op in $OPS; do bound "$op"; done | sort -u) $(cat $PARAMETERS/balance)"
check "unload" unload_all
done_testing
