# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Who serves what after loading: each operation the best provider that passed its
# probe, unless parameters say otherwise.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
plan 12

# The best is what the kernel maintains, then the signature at the highest base.
by_base() {
	for provider in "$@"; do
		[ "$provider" = kernel ] && base=0xffffffff ||
			base=$(cat "$PV/providers/$provider/base")
		echo "$((base)) $provider"
	done | sort -rn | sed -n '1s/.* //p'
}
best() {
	for op in $OPS; do
		# shellcheck disable=SC2046 # a list of names
		best=$(by_base $(served_by "$op"))
		echo "$op=${best:-native}"
	done | tr '\n' ' '
}
refuses() { # PARAMETER WORDS - a load is refused, says so and leaves nothing
	log_mark
	refused load "$1" && logged "$2" && gone pvshim
}

check "load" load
bindings=$(bindings)
check "each operation has its best provider: $bindings" same "$(best)" "$bindings"
fact bindings "$bindings"
rmmod pvshim
check "load autobind=0" load autobind=0
check "all are native" same "" "$(bindings | tr ' ' '\n' | grep -v =native)"
rmmod pvshim
expected=$(echo "$bindings" |
	sed 's/steal_clock=[^ ]*/steal_clock=native/; s/yield_to=[^ ]*/yield_to=native/')
check "load with parameter bind" load bind=steal_clock:native,yield_to:native
check "what it says is bound, the rest is as the policy says" \
	same "$expected" "$(bindings)"
rmmod pvshim
log_mark
check "bind to a provider that has no such operation" load bind=yield_to:kernel
check "is refused in the log" logged "yield_to stays native, not switched to kernel"
check "and the policy decides" same "$bindings" "$(bindings)"
rmmod pvshim
check "bind of an unknown operation" refuses bind=steal:xen 'no operation "steal"'
check "bind to an unknown provider" refuses bind=yield_to:acme 'no provider "acme"'
check "bind of something else" refuses bind=xen '"xen" is not OP:PROVIDER'
