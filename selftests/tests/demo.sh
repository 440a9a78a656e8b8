# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The module's main job, told as facts for the table of `make demo`: what was
# found, which provider serves which operation, what comes out, and the call site's
# bytes native -> provider -> native. The same steps are checked here. Where no
# provider serves an operation, the selftests' own provider shows the switch.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/ptp.sh
. /pvshim/guest/ptp.sh

signatures() {
	list=$(log_since | sed -n 's/.*pvshim: signature "\(.*\)" at \(0x[0-9a-f]*\),.*/\1@\2/p
		s/.*pvshim: signature "\(.*\)" by DMI.*/\1@DMI/p' | tr '\n' ',')
	echo "${list:-none}" | sed 's/,$//'
}
says() { dmesg | sed -n 's/.*Hypervisor detected: //p' | head -n1; }
sys_hypervisor() {
	if [ -r /sys/hypervisor/type ]; then
		(cd /sys/hypervisor &&
			echo "$(cat type) $(cat version/major).$(cat version/minor)")
	else
		echo none
	fi
}
# Why those that are here do not serve an operation: "vmware: reason; ..."
refusals() {
	sed -n "/^$1:/,/^[a-z]/s/^\t\(.*\): \(no\|busy\): /\1: /p" $BINDINGS |
		grep -v 'signature was not found' |
		tr '\n' ';' | sed 's/;$//; s/;/; /g'
}
value() { grep "^$1 " $CONSUMER/call | head -n1 | cut -d' ' -f2-; }
bytes_and_form() { echo "$(bytes "$1") $(form "$1")"; }

fact kernel_says "$(says | grep . || echo nothing)"
log_mark
check "load: pvshim takes the best provider of each operation" load
fact signatures "$(signatures)"
fact hypervisor "$(cat $PV/hypervisor)"
fact sys_hypervisor "$(sys_hypervisor)"
fact vcpus "$(grep -c ^processor /proc/cpuinfo)"
best_host_time=native
for op in $OPS; do
	fact "available.$op" "$(available "$op")"
	fact "refused.$op" "$(refusals "$op" | grep . || echo none)"
	eval "best_$op=\$(bound $op)"
done
fact versions "$(grep -H . $PV/providers/*/version | sed 's/.*providers.//; s/.version:/ /' |
	tr '\n' ',' | sed 's/,$//')"

modprobe pvshim_ptp
clock=$(clock_name)
fact ptp.clock "${clock:-none}"
if [ "$best_host_time" = native ]; then
	check "no provider serves host_time, and there is no PTP clock" there ""
elif ! command -v phc_ctl >/dev/null; then
	skip_test "a PTP clock shows the host's time" "phc_ctl is not here"
else
	ns=$(clock_ns)
	fact ptp.ns "$ns"
	check "a PTP clock shows the host's time" test -n "$ns"
fi
rmmod pvshim_ptp
rmmod pvshim

check "load again, all native" load autobind=0
modprobe pvshim_consumer
modprobe pvshim_test_provider
for op in $OPS; do
	best=
	eval "best=\$best_$op"
	native=$(native_form "$op")
	fact "before.$op" "$(bytes_and_form "$op")"
	check "$op: native site is $native" same "$native" "$(form "$op")"
	fact "provider.$op" "$best"
	bind_op "$op" "$best"
	before=$(stat_steal_ns 0)
	value=$(value "$op")
	after=$(stat_steal_ns 0)
	fact "value.$op" "$value"
	[ "$op" != steal_clock ] || fact proc_stat_steal "$before $after"
	if [ "$best" = native ]; then
		bind_op "$op" test
		called=test_provider_$op
	else
		called=pvshim_${best}_$op
	fi
	check "$op: bound site calls $called" same "call $called" "$(form "$op")"
	fact "bound.$op" "$(bytes_and_form "$op")"
	bind_op "$op" native
	fact "after.$op" "$(bytes_and_form "$op")"
	check "$op: native again" same "$native" "$(form "$op")"
done
check "unload" unload_all
check "nothing is left" test ! -e $PV
done_testing
