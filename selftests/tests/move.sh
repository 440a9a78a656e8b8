# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2046,SC2086
#
# The guest is saved, restored, paused and moved to another host while its operations
# are bound, the kernel's own too and, where there is one, the torture of TLBs running.
# Steal time goes on at the kernel's own pace, host time is right, everything is
# verified once for each event that the guest can hear of, and nothing is lost.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh
# shellcheck source=selftests/guest/move.sh
. /pvshim/guest/move.sh

# Each event, and how many verifications it brings: what the guest does not hear of
# brings none. Of a clone, what it brings to the original and to the copy.
case $PVSHIM_ENV in
xen-hvm-nopv-move) events="save=0 checkpoint=0 pause=0 migrate=0" ;;
# Debian's Xen has no shadow paging, without which no PV domain is migrated.
xen-pv-move) events="save=1 checkpoint=1 pause=0 vcpus=0 clone=1=1" ;;
xen-hvm-move) events="save=1 checkpoint=1 pause=0 clone=1=1 migrate=1" ;;
xen-*) events="save=1 checkpoint=1 pause=0 vcpus=0 clone=1=1 migrate=1" ;;
kvm*) events="pause=0 loadvm=0 reload=1 clone=0=1 migrate=1 poorer=1" ;;
esac
STALE=/run/torture
BACK=/run/steal-back
OVER=/run/over
rm -f $OVER
# After these a host counts from 0 again; KVM's count is in the guest's memory.
begun_anew=$(echo "$events" | grep -o "save\|migrate" | wc -l)
case $PVSHIM_ENV in kvm*) begun_anew=0 ;; esac

verifications() { cat $PV/verifications 2>/dev/null || echo "not counted"; }

# The provider of the hypervisor below serves all it can.
bind_host() {
	for op in $OPS; do
		! served_by $op | grep -qx "$host" || bind_op $op "$host" || return
	done
}

# What makes vCPUs wait for a CPU: the torture, or loops. Both yield to everything.
start_load() {
	if command -v tlb-torture >/dev/null; then
		tlb-torture -i -t 0 >$STALE 2>&1 &
		load_pids=$!
		return
	fi
	for _ in $(seq "$EXPECT_VCPUS"); do
		while [ ! -e $OVER ]; do :; done &
		load_pids="$load_pids $!"
		renice -n 19 $! >/dev/null
	done
}

# Notes every reading of a CPU's steal time that is less than one before it.
watch_steal() {
	until [ -e $OVER ]; do
		cat $CONSUMER/call
		sleep 0.3
	done | awk '$1 == "steal_clock" {
		if ($3 < last[$2]) print "CPU", $2, "had", last[$2], "and now", $3
		last[$2] = $3 }' >$BACK
}

# A wait until the kernel has accounted two seconds more, and how much the operation
# counted in the same time: a quarter more or less, and what two readings take.
at_pace() {
	if ! bound steal_clock | grep -qx "$host"; then kernel_at_pace "$1"; return; fi
	told=$1
	set -- $(both_accounts)
	from=$1 mine=$2
	kernel_accounts
	set -- $(both_accounts)
	passed=$(($1 - from)) counted=$(($2 - mine))
	echo "$told $counted ns, by the kernel $passed ns" >>/run/pace
	echo "counted $counted ns, the kernel $passed ns"
	[ $counted -gt $((passed * 3 / 4 - 300000000)) ] &&
		[ $counted -lt $((passed * 5 / 4 + 300000000)) ] && [ $passed -ge 2000000000 ]
}
# The kernel's and the operation's, of CPU 0, in ns. Read there: what it has waited for the
# host's CPU the kernel accounts at the next tick, a second later if it waits that long.
both_accounts() {
	taskset 1 cat /proc/stat $CONSUMER/call | awk '
		$1 == "cpu0" { kernel = $9 * 10000000 }
		$1 == "steal_clock" && $2 == 0 { mine = $3 }
		END { printf "%.0f %.0f\n", kernel, mine }'
}
kernel_accounts() { # sets $passed, since $from
	give_up=$(($(uptime_s) + 90))
	while passed=$(($(stat_steal_ns 0) - from)) && [ $passed -lt 2000000000 ]; do
		[ "$(uptime_s)" -lt $give_up ] ||
			{ echo "the kernel accounted $passed ns in 90 s"; break; }
		sleep 0.5
	done
}

pv_steal() { attached | grep -q "pv_steal_clock=$host "; }

# Where only the kernel's own operation has it, the kernel's account is all there is. What
# the clock jumps by would be taken from the work of the CPU, which is done beside it:
# little, where a copy and what else makes vCPUs wait are on the same CPU.
kernel_at_pace() {
	pv_steal || { echo "no provider serves it"; return 1; }
	from=$(stat_steal_ns 0)
	work=$(stat_work_ns 0)
	since=$(uptime_ns)
	kernel_accounts
	work=$(($(stat_work_ns 0) - work))
	took=$(($(uptime_ns) - since))
	echo "$1 by the kernel $passed ns beside $work ns of work in $took ns" >>/run/pace
	tail -n 1 /run/pace
	[ $passed -ge 2000000000 ] && [ $work -gt $((passed / 50)) ] &&
		[ $((passed + work)) -lt $((took * 5 / 4 + 300000000)) ]
}
stat_work_ns() {
	awk -v c="cpu$1" '$1 == c { printf "%.0f\n", ($2 + $3 + $4 + $7 + $8) * 10000000 }' \
		/proc/stat
}
uptime_ns() { awk '{ printf "%.0f\n", $1 * 1000000000 }' /proc/uptime; }

# Between two readings of host time the outer guest reads its own clock, which is set by
# the same one. A second is for what the two clocks differ by.
host_time_right() {
	[ "$(bound host_time)" = "$host" ] || { echo "no provider serves it"; return 1; }
	before=$(host_ns)
	happens clock || return
	after=$(host_ns)
	outer=$(outer_ns)
	echo "from $before to $after, the outer guest says $outer"
	[ "$outer" -gt $((before - 1000000000)) ] && [ "$outer" -lt $((after + 1000000000)) ]
}
host_ns() { awk '$1 == "host_time" { print $3 }' $CONSUMER/call; }

# why_untimed - why no host time is to be had, if none is
why_untimed() {
	served_by host_time | grep -qx "$host" || case $PVSHIM_ENV in
	xen-*-nopv-*) echo "Xen's clock is the kernel's, which makes no use of it" ;;
	kvm*) echo "KVM offers none: the TSC of its own kernel is unstable" ;;
	esac
}
copy_time() {
	if [ -n "$untimed" ]; then echo untimed; else host_ns; fi
}

# All that is said of the host and of who serves what
state() {
	(cd $PV && grep . hypervisor providers/*/* ops/*/provider ops/*/available) |
		grep -v /clamped
}

verified() { # NUMBER
	give_up=$(($(uptime_s) + 20))
	[ -e $PV/verifications ] || { echo "verifications are not counted"; return 1; }
	until [ "$(verifications)" = "$1" ] || [ "$(uptime_s)" -ge $give_up ]; do sleep 0.5; done
	sleep 1
	same "$1" "$(verifications)"
}

# after NUMBER - what is counted when so many have come to those before the event
after() {
	case $verified in
	[0-9]*) echo $((verified + $1)) ;;
	*) echo "a number" ;;
	esac
}

online() {
	give_up=$(($(uptime_s) + 30))
	until [ "$(grep -c ^processor /proc/cpuinfo)" = "$1" ]; do
		[ "$(uptime_s)" -lt $give_up ] || { echo "not $1 CPUs online"; return 1; }
		sleep 0.5
	done
}
# The kernel only says that it is there again.
bring_up() {
	for _ in $(seq 50); do
		! echo 1 >/sys/devices/system/cpu/cpu1/online || return 0
		sleep 0.5
	done 2>/dev/null
}
goes_and_comes() {
	happens vcpus 1 && online 1 && happens vcpus "$EXPECT_VCPUS" && bring_up &&
		online "$EXPECT_VCPUS"
}

# Both count, as one that was restored does.
cloned() {
	happens clone || return
	is_copy || return 0
	if why=$(verified "$1" && at_pace copy); then
		say_copy "ok $(copy_time)"
	else
		say_copy "$(echo "$why" | tr '\n' ' ')"
	fi
}

# features - of KVM, by CPUID
features() {
	dd if=/dev/cpu/0/cpuid bs=16 count=1 iflag=skip_bytes skip=$((0x40000001)) 2>/dev/null |
		od -An -N4 -tx4 | sed 's/ */0x/'
}
less_is_offered() {
	same "$(features)" "$(cat $PV/providers/kvm/features)" &&
		same native "$(bound yield_to)" || return
	for op in pv_flush_tlb_multi pv_send_call_func_ipi; do
		[ ! -d $PV/ops/$op ] || {
			same native "$(bound $op)" && ! available $op | grep -qw kvm
		} || return
	done
}

clamped() { cat "$PV/providers/$host/clamped"; }

one_event() {
	event=${1%%=*}
	heard_of=${1#*=}
	heard_of=${heard_of%=*}
	copied=${1##*=}
	verified=$(verifications)
	states=$(state)
	case $event in
	vcpus) check "$event: CPUs go and come" goes_and_comes ;;
	clone) check "$event: both go on" cloned "$(after $copied)" ;;
	*) check "$event: the guest goes on" happens $event ;;
	esac
	check "$event: verified $heard_of times" verified "$(after $heard_of)"
	# what the host still has goes on, see its pace
	[ $event != poorer ] ||
		check "$event: what the host has no more is not used" less_is_offered
	check "$event: steal time goes on at the kernel's pace" at_pace $event
	if [ -n "$untimed" ]; then
		skip_test "$event: host time is right" "$untimed"
	else
		check "$event: host time is right" host_time_right
	fi
	[ $event = poorer ] ||
		check "$event: the host and who serves what are as before" same "$states" "$(state)"
}

load
modprobe pvshim_consumer
host=$(cat $PV/hypervisor)
check "operations are bound to $host" bind_host
untimed=$(why_untimed)
attach "$host" || detach
fact bound "$(bindings)$(attached)"
begin_moves
start_load
watch_steal &
watcher=$!
for event in $events; do one_event $event; done
touch $OVER
wait $watcher
[ ! -e $STALE ] || kill $load_pids
wait $load_pids
status=$?
end_moves
while read -r event figures; do fact "steal_$event" "$figures"; done </run/pace
if bound steal_clock | grep -qx native && pv_steal; then
	skip_test "steal time has never gone back" "only the kernel's own operation has it"
else
	check "steal time has never gone back" sh -c "! grep . $BACK"
fi
if [ -e $STALE ]; then
	check "no stale translation" same 0 "$status"
	fact torture "$(tail -n 1 $STALE)"
else
	skip_test "no stale translation" "$no_kernel_ops"
fi
fact clamped "$(clamped)"
check "no reading was odd, but where a count began anew" \
	test "$(clamped)" -le $((2 * EXPECT_VCPUS * begun_anew))
check "unload" unload_all
check "no warning, no oops" unharmed
done_testing
