# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What the operations return, against second sources: /proc/stat, the guest's
# own clock, /sys/hypervisor. And a hypercall reaches only the hypervisor it is for.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

load autobind=0
modprobe pvshim_consumer

# A starved guest takes seconds between two readings, so a value is compared
# with what a second source said before it and after it.
between() { # LOW VALUE HIGH SLACK [SLACK above]
	awk -v l="$1" -v v="$2" -v h="$3" -v s="$4" -v a="${5:-$4}" 'BEGIN {
		if (v < l - s || v > h + a) { print v " is not between " l " and " h; exit 1 } }'
}
# time since boot, which the kernel tells in hundredths of a second
guest_ns() { awk '{ printf "%.0f\n", $1 * 1000000000 }' /proc/uptime; }
host_ns() { result_host 3; }
result_host() { grep '^host_time ' $CONSUMER/call | cut -d' ' -f"$1"; }
serves() { served_by "$1" | grep -qx "$2"; }

if serves steal_clock kernel; then
	bind_op steal_clock kernel
	low=$(stat_steal_ns 0)
	value=$(result steal_clock 0)
	check "kernel: steal time agrees with /proc/stat" \
		between "$low" "$value" "$(stat_steal_ns 0)" 10000000
else
	skip_test "kernel: steal time" "$(sed -n 2,5p $BINDINGS | grep kernel: | tr -d '\t')"
fi

if serves steal_clock xen; then
	bind_op steal_clock kernel
	kernel=$(result steal_clock 0)
	bind_op steal_clock xen
	xen=$(result steal_clock 0)
	# the kernel started to count later, and only at ticks
	check "xen: steal time is at least what the kernel accounted" \
		test "$((xen + 50000000))" -ge "$kernel"
	check "xen: steal time of another CPU by hypercall" \
		test -n "$(result steal_clock "$((EXPECT_VCPUS - 1))")"
	later=$(result steal_clock 0)
	check "xen: steal time does not go back" test "$later" -ge "$xen"
else
	skip_test "xen: steal time" "xen does not serve here"
fi
if [ -e /sys/hypervisor/version ]; then
	check "xen: version agrees with /sys/hypervisor" same \
		"$(cat /sys/hypervisor/version/major).$(cat /sys/hypervisor/version/minor)" \
		"$(cat $PV/providers/xen/version)"
else
	skip_test "xen: version" "the kernel does not run as a guest of Xen"
fi

server=$(served_by host_time | head -n1)
if [ -n "$server" ]; then
	bind_op host_time "$server"
	check "$server: host time succeeds" same 0 "$(result_host 2)"
	# The guest's clock is late by the ticks that were lost before it had a clock
	# source, or goes wrong by what it mismeasured on a starved machine: only the
	# order of magnitude counts here. make demo asks the test host's clock.
	low=$(date +%s)
	value=$(host_ns)
	check "$server: host time is the guest's clock to a minute" \
		between "${low}000000000" "$value" "$(date +%s)000000000" 60000000000
	from=$(guest_ns)
	first=$(host_ns)
	sleep 3
	passed=$(($(host_ns) - first))
	check "$server: host time goes as fast as the guest's clock" \
		between 3000000000 "$passed" "$(($(guest_ns) - from))" 200000000
	check "$server: the TSC goes with it" test "$(result_host 4)" -gt 0
	fact host_time "$(host_ns)"
else
	check "native: host time is -EOPNOTSUPP" same -95 "$(result_host 2)"
	skip_test "host time goes with the guest's clock" "no provider serves it here"
fi

# enum pvshim_hv: 2 xen, 3 vmware, 4 kvm, 5 hyperv
answers() { awk '$2 != -95 { printf "%s ", $1 }' $CONSUMER/foreign; }
case $PVSHIM_ENV in
xen-liar) to="" ;;
xen-* | xen417-* | kvm-xen* | field-xen) to="2 " ;;
vmware-* | tinyhv-vmware* | tinyhv-changing | field-vmware*) to="3 " ;;
kvm | kvm-[!x]* | tinyhv-kvm | tinyhv-virtualbox | field-kvm) to="4 " ;;
hyperv-abi | tinyhv-hyperv | field-hyperv) to="5 " ;;
*) to="" ;;
esac
check "hypercalls reach only: ${to:-no hypervisor}" same "$to" "$(answers)"

# Where there is no hypervisor to take it, the CPU faults. vmware-dmi is plain
# emulation with a backdoor. What VMware does with it was not to be seen here.
case $(cat $PV/hypervisor)/$PVSHIM_ENV in
*/tinyhv-acme*) expect=answered ;;
*/field-vmware*) expect='answered\|faulted' ;;
none/* | unknown/* | */vmware-dmi | */tinyhv-vmware* | */tinyhv-changing) expect=faulted ;;
*) expect=answered ;;
esac
check "an invalid hypercall: $expect, and the guest lives" \
	grep -q "$expect" $CONSUMER/guard

check "no provider had to be clamped" same "0" \
	"$(cat $PV/providers/*/clamped | sort -u)"
check "unload" unload_all
done_testing
