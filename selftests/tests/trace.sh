# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The tracepoints: what was detected, each probe, each switch.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

TRACE=/sys/kernel/tracing
[ -e $TRACE/trace ] || skip_all "this kernel has no tracing"

events() { grep -c "pvshim_$1: $2" $TRACE/trace; }
count_providers() { set -- "$PV"/providers/*; echo $#; }

log_mark
check "load" load autobind=0
signatures=$(log_since | grep -c 'pvshim: signature "')
check "enable the events" sh -c "echo 1 >$TRACE/events/pvshim/enable"
modprobe pvshim_test_provider
bind_op yield_to test
bind_op yield_to native
echo 1 >$PV/verify
check "one probe for each operation of each provider, and those of the new one" \
	same $((($(count_providers) + 1) * $(find $PV/ops/* -type d | wc -l))) \
	"$(events probe 'provider=[^ ]* op=[^ ]* error=')"
check "a probe names provider, operation and reason" test \
	"$(events probe 'provider=native op=steal_clock error=0 why=""')" -ge 1
check "one detection for each signature" same "$signatures" "$(events detect signature=)"
check "a switch" same 1 "$(events bind 'op=yield_to from=native to=test')"
check "and back" same 1 "$(events bind 'op=yield_to from=test to=native')"
echo 0 >$TRACE/events/pvshim/enable
check "unload" unload_all
done_testing
