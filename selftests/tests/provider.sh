# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A provider in a module of its own, proper and misbehaving.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

provider() { modprobe pvshim_test_provider misbehave="$1"; }
ENTERED=/sys/module/pvshim_test_provider/parameters/entered

count_backwards() { cat $PV/providers/test/clamped; }
never_back() {
	last=0
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		now=$(result steal_clock 0)
		[ "$now" -ge "$last" ] || { echo "$last then $now"; return 1; }
		last=$now
	done
}

load autobind=0
modprobe pvshim_consumer

check "a provider registers from another module" provider none
check "it changes nothing by itself" same native "$(bound steal_clock)"
check "bind it" bind_op steal_clock test
check "its function is called directly" \
	same "call test_provider_steal_clock" "$(form steal_clock)"
check "bind a second operation" bind_op yield_to test
log_mark
check "unloading it while bound works" rmmod pvshim_test_provider
check "the log tells that its operations became native" \
	logged "steal_clock: unregistering provider test"
check "its first site is native again" same xor "$(form steal_clock)"
check "its second site is native again" same nop "$(form yield_to)"
check "calls go on" calls_work
check "it is registered again" provider none
rmmod pvshim_test_provider

check "steal time that goes back: registered" provider backwards
check "steal time that goes back: bound" bind_op steal_clock test
check "steal time that goes back: clamped" never_back
check "steal time that goes back: counted" test "$(count_backwards)" -gt 0
rmmod pvshim_test_provider

# Code that is a part of the kernel has no module, which must not count against it.
in_a_slow_call() {
	cat $CONSUMER/call >/dev/null &
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		read -r entered <$ENTERED && [ "$entered" = Y ] && return
		sleep 0.02
	done
	echo "no call has begun"
	return 1
}
check "a provider without a module: registered" provider builtin
check "a provider without a module: bound" bind_op yield_to test
check "a provider without a module: called" in_a_slow_call
check "a provider without a module: leaves in the middle of a call" rmmod pvshim_test_provider
wait $!
check "a provider without a module: its site is native again" same nop "$(form yield_to)"

provider half
log_mark
check "probe fails half-way: the served operation binds" bind_op steal_clock test
check "probe fails half-way: the other is refused" refused bind_op vcpu_is_preempted test
check "probe fails half-way: with its reason" logged "asked to fail half-way"
rmmod pvshim_test_provider

provider bind
log_mark
check "bind function fails: refused" refused bind_op steal_clock test
check "bind function fails: the site stays native" same xor "$(form steal_clock)"
rmmod pvshim_test_provider

for what in start name twin absent; do
	check "misbehave=$what: not registered" refused provider $what
done
# A vendor's module for a hypervisor that pvshim has never heard of.
case $EXPECT_SIGNATURES in
TCGTCGTCGTCG@40000000)
	check "a signature only the provider knows: registered" provider vendor
	check "a signature only the provider knows: found at its base" \
		same "cpuid 0x40000000" \
		"$(cat $PV/providers/vendor/source) $(cat $PV/providers/vendor/base)"
	rmmod pvshim_test_provider
	;;
*)
	check "a signature that is not here: not registered" refused provider vendor
	check "a signature that is not here: no directory" test ! -e $PV/providers/vendor
	;;
esac
check "native is the same provider as before" same none "$(cat $PV/providers/native/source)"
check "unload" unload_all
done_testing
