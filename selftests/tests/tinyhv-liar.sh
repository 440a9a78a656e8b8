# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Hypervisors that do not keep what they announce, one per environment: the
# primary hypervisor, what the log says of it, and what is available in the end.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh

primary=vmware log="" steal=none time=none
case ${PVSHIM_ENV#tinyhv-liar-} in
below-base)
	primary=unknown
	log="its maximum leaf lies below its base"
	;;
max-leaf) log="GETVERSION: port did not answer, VMMCALL faulted, VMCALL faulted" ;;
last-base | xen-faults)
	primary=xen
	log="xen is announced but not usable: the first hypercall faulted"
	;;
three)
	log="xen is announced but not usable: the first hypercall faulted"
	steal=vmware time=vmware
	;;
vmware-faults) log="GETVERSION: VMMCALL faulted, VMCALL faulted, port did not answer" ;;
kvm-faults)
	primary=kvm
	log="kvm: steal_clock is announced but not usable: reading MSR 0x4b564d03"
	;;
addresses)
	primary=kvm time=kvm
	log="kvm: steal_clock is announced but not usable: the area of CPU 0 is at 0x"
	;;
hyperv-faults)
	primary=hyperv
	log="hyperv: crash_notify is announced but not usable: reading MSR 0x40000105"
	;;
acme-faults) primary=unknown ;;
xen-garbage)
	primary=xen
	log="xen is announced but not usable: xen_version answered"
	;;
xen-late)
	primary=xen
	log="xen: steal_clock is announced but not usable: VCPUOP_get_runstate_info"
	;;
vmware-garbage) log="GETVERSION: VMMCALL did not answer, VMCALL faulted, port did not answer" ;;
vmware-late) log="vmware: host_time is announced but not usable: GETTIMEFULL" ;;
clobber) steal=vmware time=vmware ;;
steal-back) steal=vmware time=vmware ;;
esac

offered() { served_by "$1" | grep -v '^kernel$' || echo none; }
unusable() { log_since | grep -c 'announced but not usable'; }

# Whatever happens below, it never goes back.
monotonic() {
	last=0
	for ms in 30 20 10 5 5; do
		steal_now $ms
		value=$(result steal_clock 0)
		[ "$value" -ge "$last" ] || { echo "$value after $last"; return 1; }
		last=$value
	done
}

log_mark
check "load" load claim_steal=1
check "primary hypervisor: $primary" same $primary "$(cat $PV/hypervisor)"
if [ -n "$log" ]; then
	check "the log says: $log" logged "$log"
else
	check "no operation is called unusable" same 0 "$(unusable)"
fi
check "steal time: $steal" same $steal "$(offered steal_clock)"
check "host time: $time" same $time "$(offered host_time)"
check "the consumer loads" modprobe pvshim_consumer
check "steal time never goes back" monotonic
check "unload" unload_all
done_testing
