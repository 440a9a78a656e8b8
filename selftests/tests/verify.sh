# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Everything is probed again after a suspend and on demand. A provider changes its
# mind meanwhile: what is bound to it becomes native, with one line in the log.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

TEST=/sys/module/pvshim_test_provider/parameters

changes_its_mind() { echo "$1" >$TEST/refuse; }
degraded() { log_since | grep -c "can no longer serve it after $1: it has changed its mind"; }

check "load" load
modprobe pvshim_consumer
modprobe pvshim_test_provider
before=$(bindings)
log_mark
check "on demand" verify
check "what holds stays bound" same "$before" "$(bindings)"
check "and is no news" same 0 "$(log_since | grep -c 'is now')"
check "anything but 1 is refused" refused sh -c "echo 2 >$PV/verify"
# Kernels for clouds cannot pretend to sleep: there the rest is probed on demand.
if [ -e /sys/power/pm_test ]; then
	again="a suspend"
	# shellcheck disable=SC3044 # ours, from pvshim.sh
	probe_again() { suspend; }
	check "a suspend" suspend
	check "what holds stays bound after it" same "$before" "$(bindings)"
else
	again="a request to verify"
	probe_again() { verify; }
	skip_test "a suspend" "this kernel has no /sys/power/pm_test"
	skip_test "what holds stays bound after it" "there was none"
fi

for op in steal_clock host_time; do bind_op "$op" test; done
kept=$(bound yield_to)
changes_its_mind 1
log_mark
check "$again, and a provider that has changed its mind" probe_again
check "its operations are native" same "native native" \
	"$(bound steal_clock) $(bound host_time)"
check "with one line for each" same 2 "$(degraded "$again")"
check "a site of them is native" same "$(native_form steal_clock)" "$(form steal_clock)"
check "the others stay bound" same "$kept" "$(bound yield_to)"
check "it serves nothing" refused sh -c "grep -qw test $PV/ops/*/available"
changes_its_mind 0
verify
check "until it has changed its mind again" bind_op steal_clock test
check "unload" unload_all
done_testing
