# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A provider is unregistered while programs read its files, everything is probed again
# and operations are bound to it. All of them take pvshim's mutex, which is handed on in
# the order of asking, so a probe that waits with the mutex held lets us queue them one
# by one: rmmod first, and the reader last, for which rmmod waits with the mutex dropped.
# An operation that is bound in between would call into freed memory.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

TEST=/sys/module/pvshim_test_provider/parameters
out=/run/going-said

# wait_for WORDS COMMAND... - until it succeeds
wait_for() {
	for_what=$1
	shift
	tries=0
	until "$@"; do
		sleep 0.1
		tries=$((tries + 1))
		[ $tries -lt 600 ] || { echo "waited in vain for $for_what"; return 1; }
	done
}

probe_waits() { [ "$(cat $TEST/held)" = Y ]; }
# in the kernel, where no signal reaches it: it waits for the mutex
is_blocked() { [ "$(sed 's/.*) \(.\).*/\1/' "/proc/$1/stat")" = D ]; }

# queue NAME COMMAND... - start it; `waits NAME` sees it wait behind those before
queue() {
	name=$1
	shift
	"$@" >"$out.$name" 2>&1 &
	eval "$name=$!"
}
waits() {
	eval "wait_for '$1 to wait' is_blocked \$$1"
}

# ended NAME - wait for its end; sets $status
ended() {
	eval "wait \$$1"
	status=$?
}
write_to() { exec sh -c "echo $1 >$2"; }

load autobind=0
modprobe pvshim_consumer
modprobe pvshim_test_provider
kernels_own=$(kernel_ops) # while files can be read
log_mark
echo 1 >$TEST/hold
queue first write_to 1 $PV/verify
check "a probe waits with the mutex held" wait_for "a probe to wait" probe_waits
queue going /sbin/rmmod pvshim_test_provider
check "the provider is being unregistered" waits going
queue again write_to 1 $PV/verify
check "everything is to be probed again" waits again
queue binding write_to test $PV/ops/yield_to/provider
check "yield_to is to be bound to it" waits binding
queue steal write_to test $PV/ops/steal_clock/provider
check "steal_clock is to be bound to it" waits steal
if [ "$kernels_own" ]; then
	queue flush write_to test $PV/ops/pv_flush_tlb_multi/provider
	check "one of the kernel's own operations is to be bound to it" waits flush
else
	skip_test "one of the kernel's own operations is to be bound to it" "$no_kernel_ops"
fi
queue serves cat $PV/ops/yield_to/available
check "a program reads which providers serve yield_to" waits serves
queue reader cat $PV/providers/test/version
check "and one reads a file of the provider" waits reader
echo 0 >$TEST/hold

ended first
check "the first probe ends" same 0 $status
ended again
check "everything is probed again" same 0 $status
ended binding
check "yield_to is refused" same 1 $status
check "with the true reason" \
	logged "yield_to stays native, not switched to test: it is being unregistered"
ended steal
check "so is steal_clock" same 1 $status
if [ "$kernels_own" ]; then
	ended flush
	check "so is the kernel's own operation" same 1 $status
	check "with the true reason" logged \
		"pv_flush_tlb_multi stays native, not switched to test: it is being unregistered"
else
	skip_test "so is the kernel's own operation" "$no_kernel_ops"
fi
ended serves
check "the providers of yield_to can be read" same 0 $status
check "and it is not the provider" refused grep -qw test $out.serves
ended reader # it may have had its answer, or not
ended going
check "the provider is unregistered" same 0 $status
check "its sites are native" same "$(native_form yield_to) $(native_form steal_clock)" \
	"$(form yield_to) $(form steal_clock)"
check "and so are the operations" same "native native" "$(bound yield_to) $(bound steal_clock)"
check "calls go on" calls_work
check "unload" unload_all
check "no warning, no oops" unharmed
rm -f $out.*
done_testing
