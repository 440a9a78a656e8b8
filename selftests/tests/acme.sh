# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# samples/acme, the provider that Documentation/adding-a-provider.rst explains: it
# serves guests of Acme (tinyhv plays that), and is refused everywhere else.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh

# vmmcalls COMMAND... - how many hypercalls it makes
vmmcalls() {
	before=$(tinyhv_fact vmmcall)
	"$@" >/dev/null
	echo $(($(tinyhv_fact vmmcall) - before))
}
call_all() { cat $CONSUMER/call; }
offered() { served_by "$1" | grep -x acme || echo none; }
unusable() { log_since | grep -c 'acme: .* announced but not usable'; }

# Nothing but the test port takes time here, so that both must be equal.
true_steal() { same "$(tinyhv_fact stolen_ns)" "$(result steal_clock 0)"; }

# whatever another provider serves, as it stands
others() { echo "$(bound host_time) $(switches host_time) $(bytes host_time)"; }

not_here() {
	said=$(modprobe acme 2>&1) && { echo "it was loaded"; return 1; }
	echo "$said" | grep -q "No such device" || { echo "$said"; return 1; }
}

refused_elsewhere() {
	check "modprobe says that there is no such device" not_here
	check "the log says why" logged "provider acme: its signature was not found"
	check "the log says what became of it" logged "provider acme not registered: error -19"
	check "it left nothing behind" test ! -e $PV/providers/acme -a ! -e /sys/module/acme
}

serves() {
	check "it loads" modprobe acme
	check "the hypervisor has its name" same acme "$(cat $PV/hypervisor)"
	check "its signature is where CPUID has it" same "cpuid 0x40000000" \
		"$(cat $PV/providers/acme/source) $(cat $PV/providers/acme/base)"
	check "both operations are available" same "acme acme" \
		"$(offered steal_clock) $(offered yield_to)"
	check "nothing is bound by that" same "native native" \
		"$(bound steal_clock) $(bound yield_to)"
	check "native: no hypercall" same 0 "$(vmmcalls call_all)"

	check "bind steal_clock" bind_op steal_clock acme
	check "steal_clock is a direct call" same "call acme_steal_clock" "$(form steal_clock)"
	check "reading it is no hypercall" same 0 "$(vmmcalls call_all)"
	check "bind yield_to" bind_op yield_to acme
	check "yield_to is a direct call" same "call acme_yield_to" "$(form yield_to)"
	check "a yield is one hypercall" same 1 "$(vmmcalls call_all)"
	check "steal time is what was taken" true_steal
	steal_now 100
	check "100 ms later as well" true_steal
	check "probed again while bound" sh -c "echo 1 >$PV/verify"
	steal_now 20
	check "and the host still writes steal time" true_steal

	modprobe pvshim_test_provider
	bind_op host_time test
	unload_while_bound
	rmmod pvshim_test_provider

	check "the provider is loaded again" modprobe acme
	check "and is bound again" bind_op steal_clock acme
	steal_now 50
	check "steal time includes what was taken meanwhile" true_steal

	wished_at_load
	loads_by_itself
}

# bind=yield_to:acme in a modprobe.d file, long before the module is there
wished_at_load() {
	unload_all
	log_mark
	check "pvshim loads with a wish for it" load autobind=0 bind=yield_to:acme
	check "and waits for it" logged "yield_to waits for provider acme"
	modprobe pvshim_consumer
	check "native meanwhile" same "native native" "$(bound yield_to) $(bound steal_clock)"
	check "the provider is loaded" modprobe acme
	check "what was wished is bound, the rest is not" same "acme native" \
		"$(bound yield_to) $(bound steal_clock)"
	check "and a yield is a hypercall" same 1 "$(vmmcalls call_all)"
	check "the provider is unloaded" rmmod acme
	modprobe acme
	check "loaded again, it is bound again" same acme "$(bound yield_to)"
}

# modprobe knows it by the signature, and its operation is bound by a wish.
loads_by_itself() {
	unload_all
	modprobe_conf=/etc/modprobe.d/providers.conf
	mv $modprobe_conf /run/
	echo "options pvshim bind=yield_to:acme" >$modprobe_conf
	check "pvshim loads, and asks for what the host shows" load autobind=0
	check "acme comes by itself" comes acme
	check "and serves what it was to serve" same acme "$(bound yield_to)"
	check "unloaded" rmmod acme
	check "unknown again" same unknown "$(cat $PV/hypervisor)"
	check "a verification asks for it again" sh -c "echo 1 >$PV/verify"
	check "and it is back" comes acme
	mv /run/providers.conf $modprobe_conf
}
comes() {
	for _ in $(seq 100); do
		[ ! -d $PV/providers/"$1" ] || return 0
		sleep 0.1
	done
	echo "no provider $1"
	return 1
}

unload_while_bound() {
	log_mark
	left=$(others)
	check "unloaded while bound, it tells the host to stop: one hypercall" \
		same 1 "$(vmmcalls rmmod acme)"
	check "the log tells that steal_clock became native" \
		logged "steal_clock: unregistering provider acme"
	check "the log tells that yield_to did" logged "yield_to: unregistering provider acme"
	check "their sites are native" same "xor nop" "$(form steal_clock) $(form yield_to)"
	check "another provider's binding is untouched" same "$left" "$(others)"
}

# A host without the steal clock: not offered is nothing to warn of.
yields_only() {
	check "it loads" modprobe acme
	check "one operation is available" same "none acme" \
		"$(offered steal_clock) $(offered yield_to)"
	check "the other is refused" refused bind_op steal_clock acme
	check "with the reason" logged "not switched to acme: its features are 0x2"
	check "without a warning at load" same 0 "$(unusable)"
}

# A host that announces everything and faults: each trial ends in the log.
is_lied_to() {
	check "it loads" modprobe acme
	check "no operation is available" same "none none" \
		"$(offered steal_clock) $(offered yield_to)"
	for op in steal_clock yield_to; do
		check "$op: the log says that the trial faulted" logged \
			"acme: $op is announced but not usable: the trial faulted"
	done
	check "that is all it says" same 2 "$(unusable)"
}

load autobind=0
modprobe pvshim_consumer
log_mark
case $PVSHIM_ENV in
tinyhv-acme) serves ;;
tinyhv-acme-yield) yields_only ;;
tinyhv-liar-acme-faults) is_lied_to ;;
*) refused_elsewhere ;;
esac
check "unload" unload_all
done_testing
