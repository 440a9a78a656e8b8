# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Hosts that advise against an operation, leave something untold, do not answer after
# a good beginning, or take another way in than they say; one per environment. What
# each operation's provider says of it, word for word.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

# One line for each fact: "OP PROVIDER: yes", or "... : no: REASON" from its beginning.
version="" facts=""
lines=$(echo "$EXPECT_SIGNATURES" | grep -o @ | wc -l)
case ${PVSHIM_ENV#tinyhv-odd-} in
hyperv-quiet)
	facts="yield_to hyperv: no: it advises never to notify it of spinning
		crash_notify hyperv: no: the kernel does it itself"
	;;
hyperv-spinlocks)
	facts="vcpu_is_preempted kernel: no: the kernel's form for Hyper-V is a constant
		yield_to hyperv: yes"
	;;
hyperv-ignores) facts="yield_to hyperv: no: LONG_SPIN_WAIT was ignored" ;;
kvm-dedicated)
	facts="yield_to kvm: no: the host dedicates CPUs to this guest
		vcpu_is_preempted kvm: no: the host dedicates CPUs to this guest
		vcpu_is_preempted kernel: no: the host dedicates CPUs to this guest
		steal_clock kvm: yes
		host_time kvm: yes"
	;;
kvm-mwait)
	facts="yield_to kvm: no: the host lets this guest idle with MWAIT
		vcpu_is_preempted kvm: yes
		steal_clock kvm: yes"
	;;
kvm-calls)
	facts="yield_to kvm: no: SCHED_YIELD faulted
		host_time kvm: no: CLOCK_PAIRING faulted
		steal_clock kvm: yes"
	;;
kvm-old)
	facts="steal_clock kvm: no: the host has no leaf of features
		vcpu_is_preempted kvm: no: the host has no leaf of features
		yield_to kvm: no: the host has no leaf of features"
	;;
xen-faults)
	version=4.17
	facts="steal_clock xen: no: VCPUOP_get_runstate_info of CPU 0 faulted
		vcpu_is_preempted xen: no: VCPUOP_get_runstate_info of CPU 0 faulted
		yield_to xen: no: SCHEDOP_yield faulted
		crash_notify xen: no: SCHEDOP_yield faulted"
	;;
vmware-both)
	version="6 (port)"
	facts="host_time vmware: yes
		steal_clock vmware: yes"
	;;
vmware-hidden)
	version="6 (VMMCALL)"
	facts="host_time vmware: yes
		steal_clock vmware: yes"
	;;
vmware-half)
	no="no: GETVERSION: port did not answer, VMMCALL did not answer"
	facts="host_time vmware: $no, VMCALL faulted
		crash_notify vmware: no: GETVERSION: port did not answer"
	;;
vmware-faults)
	version="6 (VMMCALL)"
	facts="host_time vmware: no: GETTIMEFULL faulted
		crash_notify vmware: no: opening a message channel faulted
		steal_clock vmware: no: STEALCLOCK faulted"
	;;
tinyhv-virtualbox)
	facts="steal_clock kvm: no: feature bit 5 is not set
		steal_clock kernel: no: the kernel has not enabled KVM's steal time
		vcpu_is_preempted kvm: no: feature bit 5 is not set
		vcpu_is_preempted kernel: no: the kernel uses its native form
		yield_to kvm: no: feature bit 13 is not set
		host_time kvm: no: the host has no CLOCK_PAIRING"
	;;
tinyhv-silent)
	facts="steal_clock kvm: no: its signature was not found
		steal_clock kernel: no: the kernel has no steal clock for this host"
	;;
untold) ;;
echo) lines=1 ;;
esac

# says OP PROVIDER - the rest of their line in the bindings
says() {
	awk -v op="$1:" -v tail="	$2: " '
		/^[^\t]/ { here = $1 == op }
		here && index($0, tail) == 1 { print substr($0, length(tail) + 1) }' $BINDINGS
}

said() { # "OP PROVIDER: WORDS"
	found=$(says "${1%% *}" "$(expr "$1" : '[^ ]* \([^:]*\)')")
	case $found in "${1#*: }"*) return ;; esac
	echo "expected '$1', found '$found'"
	return 1
}

all_said() {
	wrong=0
	while read -r fact; do
		[ -z "$fact" ] || said "$fact" || wrong=1
	done <<END
$facts
END
	return $wrong
}

signatures() { log_since | grep -c 'pvshim: signature'; }

# It is found by its name, whatever its own provider thinks of its leaves then.
its_provider_found() {
	[ "$PVSHIM_ENV" = tinyhv-odd-untold ] || return 0
	refused modprobe acme 2>/dev/null &&
		logged "provider acme: it has leaves to 0x40000000 only"
}

no_marker() { refused grep -e -131 -e 65405 $BINDINGS; }

log_mark
check "load" load claim_steal=1
check "signatures in the log: $lines" same "$lines" "$(signatures)"
check "each provider's words" all_said
check "no fault passes for an answer" no_marker
if [ -n "$version" ]; then
	check "version $version" grep -qxF "$version" $PV/providers/*/version
else
	check "it is found by its name" its_provider_found
fi
check "unload" unload_all
done_testing
