# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Late operations through sysfs: attached and detached, whole or not at all; what
# the kernel holds is refused in plain words; who goes is detached first.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/late.sh
. /pvshim/guest/late.sh

TRACE=/sys/kernel/tracing
PARAMETERS=/sys/module/pvshim_test_provider/parameters
LATE_OPS="flush_tlb_multi send_call_func_ipi vcpu_is_preempted steal_clock"

load
[ -d $LATE ] || { unload_all; skip_all "this kernel has no late operations"; }
at_load="$(cat $LATE/provider) $(late_ops) $(late_switches)"
modprobe pvshim_test_provider
[ "$EXPECT_VCPUS" -lt 4 ] || modprobe pvshim_ipi_storm

# Who is attached, with what; switches are counted apart.
state() { echo "$(cat $LATE/provider) $(late_ops)"; }
held() { cat $LATE/held; }
calls() { awk -v op="$1" '$1 == op { print $2 }' $PARAMETERS/late_calls; }
without() { # WORDS OTHERS - those WORDS that are not among OTHERS
	for word in $1; do
		case " $2 " in *" $word "*) ;; *) printf '%s ' "$word" ;; esac
	done | sed 's/ $//'
}

# What the kernel's own guest code holds is told by an attempt.
attach test 2>/dev/null
held=$(held)
free=$(without "$LATE_OPS" "$held")
attached=$(state)
detach

# Flushes of other CPUs, IPIs to several at once, and wake-ups.
exercise() {
	flush-bench -n 20 -t 20 >/dev/null
	[ ! -e $IPI_STORM ] || timeout 20 sh -c "echo 20 >$IPI_STORM/latency"
	for _ in 1 2 3 4 5 6 7 8 9 10; do echo | cat >/dev/null; done
	sleep 0.1
}
# Which calls the exercise makes here: one CPU has nobody to flush nor to ask, and
# IPIs to several need several others.
moves() {
	case $1/$EXPECT_VCPUS in
	steal_clock/* | flush_tlb_multi/[24] | vcpu_is_preempted/[24]) return 0 ;;
	send_call_func_ipi/4) return 0 ;;
	esac
	return 1
}
moved() {
	from=$(calls "$1")
	exercise
	[ "$(calls "$1")" -gt "$from" ] || { echo "still $from calls"; return 1; }
}
stood() {
	from=$(calls "$1")
	exercise
	same "$from" "$(calls "$1")"
}

# A refusal: it fails, nothing changes, and the log says why.
refused_with() { # WORDS REQUEST...
	words=$1
	shift
	before="$(state) $(late_switches)"
	log_mark
	refused attach "$@" 2>/dev/null && same "$before" "$(state) $(late_switches)" &&
		logged "$words"
}

# shellcheck disable=SC3044 # ours, from pvshim.sh
sleeps() { suspend && logged "late operations are now native"; }
traced() {
	echo 1 >$TRACE/events/pvshim/pvshim_late/enable
	detach
	attach test
	echo 0 >$TRACE/events/pvshim/pvshim_late/enable
	grep -q 'pvshim_late: from=test to=native ops=""' $TRACE/trace &&
		grep -q "pvshim_late: from=native to=test ops=\"$free\"" $TRACE/trace && return
	grep pvshim_late $TRACE/trace
	return 1
}

# What must be so in the environments whose kernels are known to hold something.
expected_held() {
	case $PVSHIM_ENV in
	*nopv* | tcg* | bare*) echo ;;
	xen-pvh*) echo "send_call_func_ipi vcpu_is_preempted steal_clock" ;;
	kvm | kvm-[24]cpu) echo "$LATE_OPS" ;;
	hyperv-abi*) echo "flush_tlb_multi" ;;
	*) echo "$held" ;;
	esac
}
consistent() {
	[ "$EXPECT_VCPUS" = 1 ] || same "$(expected_held)" "$held" || return
	if [ "$free" ]; then
		same "test $free" "$attached"
	else
		same "native " "$attached"
	fi
}

served=$(grep -v '^test ' $LATE/available | cut -d' ' -f1)
goers=0 # of the kernel's providers, those with something to attach
for provider in $served; do
	ops=$(sed -n "s/^$provider //p" $LATE/available)
	[ -z "$(without "$ops" "$held")" ] || goers=$((goers + 1))
done
plan $((28 + 4 * $(echo "$LATE_OPS" | wc -w) + 3 * $(echo "$served" | wc -w) + 4 * goers))

check "nothing is attached by itself" same "native  0" "$at_load"
check "the provider of the tests serves all" grep -qx "test $LATE_OPS" $LATE/available
check "held: ${held:-nothing}; the rest can be attached" consistent
check "detached" same "native " "$(state)"

for op in $LATE_OPS; do
	case " $held " in
	*" $op "*)
		check "$op: refused, in plain words" \
			refused_with "the kernel's own guest code serves $op" test "$op"
		check "$op: held says it" same "$op" "$(held)"
		check "$op: not called" stood "$op"
		check "$op: no start is left over" same 0 "$(cat $PARAMETERS/late_balance)"
		;;
	*)
		check "$op: attached alone" attach test "$op"
		check "$op: nothing else is" same "test $op" "$(state)"
		if moves "$op"; then
			check "$op: called while it is attached" moved "$op"
		else
			skip_test "$op: called while it is attached" "not with $EXPECT_VCPUS CPUs"
		fi
		detach
		check "$op: not called when it is detached" stood "$op"
		;;
	esac
done

check "no such provider" refused_with "there is no provider of this name" nobody
check "no such operation" refused_with "there is no such late operation" \
	test steal_clock steal_clocks
check "an empty request" refused_with "there is no provider of this name" ""
check "operations of native" refused_with "it takes no operations" native steal_clock
check "a provider that has none" refused_with "it has no such function" kernel
check "too long a request" refused attach "$(printf 'test%200s' x)"

if [ "$free" ] && [ "$held" ]; then
	check "all or nothing of those that are named" \
		refused_with "the kernel's own guest code serves" test "${free%% *}" "${held%% *}"
else
	skip_test "all or nothing of those that are named" "here it is all or nothing"
fi

if [ "$free" ]; then
	echo 1 >$PARAMETERS/late_fails
	check "its start function fails" refused_with "its start function failed" test
	echo 0 >$PARAMETERS/late_fails
	attach test
	switched=$(late_switches)
	check "attached again, nothing is switched" attach test
	check "... and not counted" same "$switched" "$(late_switches)"
	check "fewer operations instead" attach test "${free%% *}"
	[ "$free" = "${free%% *}" ] || switched=$((switched + 2))
	check "... which counts twice, unless there is but one" \
		same "test ${free%% *} $switched" "$(state) $(late_switches)"
	check "a refusal leaves them attached" refused_with "no such late operation" test ipi
	attach test
	switched=$(late_switches)
	log_mark
	check "the system sleeps" sleeps
	check "attached again, detached meanwhile" same "test $free $((switched + 2))" \
		"$(state) $(late_switches)"
	if [ -e $TRACE/events/pvshim ]; then
		check "traced" traced
	else
		skip_test "traced" "this kernel has no tracing"
	fi
	log_mark
	echo 1 >$PARAMETERS/refuse
	echo 1 >$PV/verify
	check "what it serves no longer is detached" same "native " "$(state)"
	check "... with the reason" logged "it has changed its mind"
	echo 0 >$PARAMETERS/refuse
	echo 1 >$PV/verify
	check "attached once more" attach test
	log_mark
	check "its module goes while it is attached" rmmod pvshim_test_provider
	check "... after it was detached" logged "late operations: provider test goes"
	check "... and the kernel goes on" exercise
	check "native again" same "native " "$(state)"
else
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
		skip_test "attached" "the kernel holds all"
	done
	rmmod pvshim_test_provider
fi

# Those who ask the hypervisor.
for provider in $served; do
	ops=$(sed -n "s/^$provider //p" $LATE/available)
	wanted=$(without "$ops" "$held")
	if [ -z "$wanted" ]; then
		check "$provider: refused" \
			refused_with "the kernel's own guest code serves" "$provider"
		check "$provider: held" test "$(held)"
		check "$provider: the kernel goes on" exercise
		continue
	fi
	check "$provider: attach what it can" attach "$provider"
	check "$provider: that is $wanted" same "$provider $wanted" "$(state)"
	check "$provider: the kernel goes on" exercise
	check "$provider: it still holds" same "$provider $wanted" \
		"$(echo 1 >$PV/verify; state)"
	if built_in; then
		for _ in 1 2 3; do skip_test "$provider: pvshim goes" "it is built in"; done
		continue
	fi
	check "$provider: pvshim goes while it is attached" rmmod pvshim
	check "$provider: ... and the kernel goes on" exercise
	log_mark
	check "$provider: attached at load" same "$provider $wanted" \
		"$(load late="$provider"; state)"
done
gone pvshim_ipi_storm || rmmod pvshim_ipi_storm
check "unload" unload_all
