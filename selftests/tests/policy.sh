# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Bindings after loading: each operation has the best provider that passed its probe,
# unless parameters say otherwise.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

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
check "bind of an unknown operation" refuses bind=steal:xen \
	'"steal:xen": there is no such operation'
check "bind to what no provider can be" refuses bind=yield_to:Acme! 'can have this name'
check "bind of something else" refuses bind=xen '"xen": is not OP:PROVIDER'
check "bind of an operation twice" refuses bind=yield_to:xen,yield_to:kvm 'again'
# A configuration may be older than the kernel that is booted with it.
if [ -z "$(load; kernel_ops)" ]; then
	rmmod pvshim
	log_mark
	check "bind of an operation that only other kernels have" load bind=pv_steal_clock:kernel
	check "is refused in the log" logged "this kernel lets no module serve pv_steal_clock"
	rmmod pvshim
else
	rmmod pvshim
	for _ in 1 2; do
		skip_test "bind of an operation that only other kernels have" "this one has them"
	done
fi
check "nothing is bound by the good half of a bad list" refuses \
	bind=yield_to:native,steal:xen 'no such operation'

# A provider that is not there is waited for; the policy decides meanwhile.
log_mark
check "bind to a provider that is not there" load bind=yield_to:test
check "the log names the provider that is waited for" logged "yield_to waits for provider test"
check "the policy decides meanwhile" same "$bindings" "$(bindings)"
check "the provider is loaded" modprobe pvshim_test_provider
check "and is bound to what was wished, and nothing else" same \
	"$(echo "$bindings" | sed 's/yield_to=[^ ]*/yield_to=test/')" "$(bindings)"
rmmod pvshim_test_provider
log_mark
check "it is loaded again and cannot serve: no reason to refuse the provider" \
	modprobe pvshim_test_provider refuse=1
check "the log says why the wish is not granted" \
	logged "yield_to stays native, not switched to test: it has changed its mind"
rmmod pvshim_test_provider
modprobe pvshim_test_provider
check "it is loaded again and can: bound again" same test "$(bound yield_to)"
check "a switch by hand that is refused" refused bind_op yield_to nobody
rmmod pvshim_test_provider
modprobe pvshim_test_provider
check "leaves the wish in force" same test "$(bound yield_to)"
bind_op yield_to native
rmmod pvshim_test_provider
modprobe pvshim_test_provider
check "once switched by hand it is no longer wished" same native "$(bound yield_to)"
check "unload" unload_all
done_testing
