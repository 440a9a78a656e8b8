# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Bad requests through sysfs: a clear word in the log, and nothing changes.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

load autobind=0
modprobe pvshim_consumer
nobody=$PV/providers/nobody
long=$(printf '%0200d' 0)

state() { cat $PV/ops/*/provider $PV/ops/*/switches $CONSUMER/sites; }
try() { # OP PROVIDER - that may have escapes in it, because a shell has no NULs
	printf '%b\n' "$2" >"$PV/ops/$1/provider"
}

check_refused() { # TEXT OP PROVIDER LOGGED
	before=$(state)
	log_mark
	check "$1: refused" refused try "$2" "$3"
	check "$1: the log says why" logged "$4"
	check "$1: nothing changed" same "$before" "$(state)"
}

check_refused "unknown provider" yield_to nobody \
	'yield_to stays native, not switched to nobody: there is no provider of this name'
check_refused "empty name" yield_to "" 'there is no provider of this name'
check_refused "overlong name" yield_to "$long" 'there is no provider of this name'
check_refused "escape sequence" yield_to "$(printf '\033[2Jx')" \
	'not switched to \x1b[2Jx: there is no provider'
check_refused "provider without the function" yield_to vmware 'yield_to stays native'

check_refused "something behind a NUL" yield_to 'native\000x' 'not switched to native?x'

# The log takes 50 lines in 5 seconds of them: other messages must stay readable.
flood() {
	for _ in $(seq 400); do ! try yield_to flood || return; done 2>/dev/null
}
not_flooded() { # SECONDS - that it took
	lines=$(log_since | grep -c 'not switched to flood')
	echo "$lines lines in $1 s"
	[ "$lines" -gt 0 ] && [ "$lines" -le $((($1 / 5 + 2) * 50)) ]
}
log_mark
begun=$(uptime_s)
check "400 bad requests: all are refused" flood
check "400 bad requests: not all of them fill the log" not_flooded $(($(uptime_s) - begun))

check "unknown operation" test ! -e $PV/ops/nonsense
check "a provider that is not there has no directory" test ! -e $nobody
check "only root may switch" same 644 "$(stat -c %a $PV/ops/yield_to/provider)"
check "native to native is no switch" try yield_to native
check "unload" unload_all
done_testing
