# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The kernel's own operations, bound and made native like all others, each by itself;
# what the kernel's own guest code has is refused in plain words; what a provider serves
# is native before the provider is gone.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh
# shellcheck source=selftests/guest/kcore.sh
. /pvshim/guest/kcore.sh

TRACE=/sys/kernel/tracing
PARAMETERS=/sys/module/pvshim_test_provider/parameters

load
has_kernel_ops || { unload_all; skip_all "$no_kernel_ops"; }
ALL=$(kernel_ops)
at_load="$(attached)$(kernel_switches)"
modprobe pvshim_test_provider
[ "$EXPECT_VCPUS" -lt 4 ] || modprobe pvshim_ipi_storm

# count_of WORD FILE - what stands behind it there; without a process, as these take a tenth
# of a second each in a guest of a guest
count_of() {
	while read -r word count; do
		[ "$word" != "$1" ] || echo "$count"
	done <"$2"
}
flushed() { count_of "$1" $PARAMETERS/kernel_flushes; }
calls() { count_of "$1" $PARAMETERS/kernel_calls; }
# shellcheck disable=SC2086 # words
words() { echo $1; }
without() { # WORDS OTHERS - those WORDS that are not among OTHERS
	others=$(words "$2")
	left=
	for word in $1; do
		case " $others " in *" $word "*) ;; *) left="$left $word" ;; esac
	done
	echo "${left# }"
}
# expected PROVIDER OP... - what attached() says then
expected() {
	by=$1
	shift
	for op; do printf '%s=%s ' "$op" "$by"; done
}

# Only an attempt to bind tells which operations the kernel's own guest code has.
attach test
busy=$(words "$(busy_ops)")
free=$(without "$ALL" "$busy")
bound_first=$(attached)
detach

# Flushes of other CPUs, IPIs to several at once, and wake-ups.
exercise() {
	flush-bench -n 20 -t 20 >/dev/null
	[ ! -e $IPI_STORM ] || timeout 20 sh -c "echo 20 >$IPI_STORM/latency"
	nr=0
	while [ $((nr += 1)) -le 50 ]; do echo; done | while read -r _; do :; done
	sleep 0.1
}
# Which operations the exercise calls here: a single CPU has no other CPU to flush or to
# ask about, and IPIs to several CPUs need several other CPUs.
moves() {
	case $1 in
	pv_steal_clock) least=1 ;;
	pv_flush_tlb_multi | pv_vcpu_is_preempted) least=2 ;;
	pv_send_call_func_ipi) least=4 ;;
	*) return 1 ;;
	esac
	[ "$EXPECT_VCPUS" -ge $least ]
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
refused_with() { # WORDS OP PROVIDER
	before="$(attached) $(kernel_switches)"
	log_mark
	refused bind_op "$2" "$3" 2>/dev/null &&
		same "$before" "$(attached) $(kernel_switches)" && logged "$1"
}

# shellcheck disable=SC3044 # ours, from pvshim.sh
sleeps() { suspend && logged "${free%% *} is now native"; }
traced() {
	echo 1 >$TRACE/events/pvshim/pvshim_bind/enable
	bind_op "$1" native
	bind_op "$1" test
	echo 0 >$TRACE/events/pvshim/pvshim_bind/enable
	grep -q "pvshim_bind: op=$1 from=test to=native" $TRACE/trace &&
		grep -q "pvshim_bind: op=$1 from=native to=test" $TRACE/trace && return
	grep pvshim_bind $TRACE/trace
	return 1
}

# The busy operations of environments whose kernels are known.
expected_busy() {
	case $PVSHIM_ENV in
	*nopv* | tcg* | bare*) echo ;;
	xen-pvh*) echo "pv_send_call_func_ipi pv_steal_clock pv_vcpu_is_preempted" ;;
	kvm | kvm-[24]cpu) words "$ALL" ;;
	hyperv-abi*) echo "pv_flush_tlb_multi" ;;
	*) echo "$busy" ;;
	esac
}
consistent() {
	[ "$EXPECT_VCPUS" = 1 ] || same "$(expected_busy)" "$busy" || return
	# shellcheck disable=SC2086 # words
	same "$(expected test $free)" "$bound_first"
}
serves_all() {
	for op in $ALL; do
		available "$op" | grep -qw test || { echo "not $op"; return 1; }
	done
}
scope() { cat "$PV/ops/$1/scope"; }
own_scope() { same "module kernel" "$(scope steal_clock) $(scope pv_steal_clock)"; }
native_forms() {
	for op in $ALL; do same kernel "$(cat "$PV/ops/$op/native_form")" || return; done
}

# providers of the kernel's operations besides the one of the tests
served=$(for op in $ALL; do served_by "$op"; done | grep -v '^test$' | sort -u)

check "nothing is bound by itself" same "0" "$at_load"
check "the provider of the tests serves all" serves_all
check "busy: ${busy:-none}; the rest can be bound" consistent
check "native again" same "" "$(attached)"
check "scope tells the kernel's steal clock from that of modules" own_scope
check "their native form is the kernel's business" native_forms

for op in $ALL; do
	case " $busy " in
	*" $op "*)
		check "$op: refused, in plain words" \
			refused_with "the kernel's own guest code serves it" "$op" test
		check "$op: busy says it" same 1 "$(cat "$PV/ops/$op/busy")"
		check "$op: not called" stood "$op"
		check "$op: no bind is left over" same 0 "$(cat $PARAMETERS/kernel_balance)"
		;;
	*)
		check "$op: bound alone" bind_op "$op" test
		check "$op: nothing else is" same "$(expected test "$op")" "$(attached)"
		if moves "$op"; then
			check "$op: called while it is bound" moved "$op"
		else
			skip_test "$op: called while it is bound" "not with $EXPECT_VCPUS CPUs"
		fi
		detach
		check "$op: not called when it is native" stood "$op"
		;;
	esac
done

# What a provider is asked: about the CPUs that an IPI would go to, with the range; this
# CPU and the rest are the kernel's, which counts and traces as ever.
asked_little() { # less than a quarter of the flushes
	before=$(calls pv_flush_tlb_multi)
	# All siblings, but one of very many: those that share an emulated CPU wait for it
	# when they wake up, and a vCPU that waits is not idle.
	siblings=$((EXPECT_VCPUS - 1))
	[ $siblings -lt 8 ] || siblings=1
	flush-bench -i -s $siblings -n 40 -t 20 || return
	asked=$(($(calls pv_flush_tlb_multi) - before))
	[ $asked -lt 10 ] || { echo "asked $asked times"; return 1; }
}
asked_pages() {
	before=$(flushed pages)
	flush-bench -n 40 -t 20 || return
	asked=$(($(flushed pages) - before))
	[ $asked -ge 20 ] || { echo "asked $asked times"; return 1; }
}
# events REASON - of the tracepoint tlb_flush
events() { grep -ci "tlb_flush: .*$1" $TRACE/trace; }
goes_on_here() {
	echo >$TRACE/trace
	echo 1 >$TRACE/events/tlb/tlb_flush/enable
	echo 1 >$PARAMETERS/lie
	flush-bench -n 40 -t 20
	echo 0 >$PARAMETERS/lie
	echo 0 >$TRACE/events/tlb/tlb_flush/enable
	here=$(events "local mm shootdown")
	sent=$(events "remote ipi send")
	echo "flushed here $here, traced as sent $sent"
	[ "$here" -ge 20 ] && [ "$sent" -ge 20 ]
}
# tramp PLACE - the jump that a static call's trampoline there in /proc/kcore is
tramp() {
	dd if=/proc/kcore bs=5 count=1 iflag=skip_bytes skip="$1" 2>/dev/null | od -A n -t x1
}
given_back() {
	place=$(where "0x$(awk '$3 == "__SCT__pv_steal_clock" { print $1; exit }' /proc/kallsyms)")
	before=$(tramp "$place")
	bind_op pv_steal_clock test || return
	bound=$(tramp "$place")
	bind_op pv_steal_clock native || return
	[ -n "$before" ] && [ "$bound" != "$before" ] && same "$before" "$(tramp "$place")"
}
case " $free " in
*" pv_steal_clock "*) check "the kernel has its steal clock back" given_back ;;
*) skip_test "the kernel has its steal clock back" "it was never taken" ;;
esac

case " $free " in
*" pv_flush_tlb_multi "*)
	if [ "$EXPECT_VCPUS" = 1 ]; then
		skip_test "what a flush asks for" "one CPU has no remote TLB"
	else
		bind_op pv_flush_tlb_multi test
		check "idle CPUs: the provider is not asked" asked_little
		check "a flush of one page: it is told so" asked_pages
		check "never about the CPU that flushes" same 0 "$(flushed self)"
		if [ -e $TRACE/events/tlb ]; then
			check "that CPU flushes whatever is said, and all is traced" \
				goes_on_here
		else
			skip_test "that CPU is flushed, and all is traced" "no tracing here"
		fi
		detach
	fi
	;;
*) skip_test "what a flush asks for" "the kernel has it" ;;
esac

one=pv_steal_clock
check "no such provider" refused_with "there is no provider of this name" $one nobody
check "no such operation" refused bind_op pv_steal_clocks test 2>/dev/null
check "an empty request" refused_with "there is no provider of this name" $one ""
check "a provider that has none" refused_with "it has no such function" $one kernel
check "too long a name" refused bind_op $one "$(printf 'test%200s' x)" 2>/dev/null

stays_bound() {
	bind_op "$1" test && refused bind_op "$2" test 2>/dev/null &&
		same "$(expected test "$1")" "$(attached)" &&
		{ ! moves "$1" || moved "$1"; }
}
if [ "$free" ] && [ "$busy" ]; then
	check "after a refusal the kernel calls what it called before" \
		stays_bound "${free%% *}" "${busy%% *}"
	detach
else
	skip_test "after a refusal the kernel calls what it called before" \
		"here it is all or nothing"
fi

# make_native OP - the others stay
make_native() {
	before=$(kernel_switches)
	# shellcheck disable=SC2046 # words
	bind_op "$1" native &&
		same "$(expected test $(without "$free" "$1"))" "$(attached)" &&
		same $((before + 1)) "$(kernel_switches)"
}
if [ "$free" ]; then
	first=${free%% *}
	nr_free=$(echo "$free" | wc -w)
	# shellcheck disable=SC2086 # words
	all_free=$(expected test $free)
	echo 1 >$PARAMETERS/kernel_fails
	check "its bind function fails" refused_with "its bind function failed" "$first" test
	echo 0 >$PARAMETERS/kernel_fails
	attach test
	switched=$(kernel_switches)
	check "bound again, nothing is switched" attach test
	check "... and not counted" same "$switched" "$(kernel_switches)"
	check "one becomes native, and the others stay" make_native "$first"
	check "a refusal leaves them bound" \
		refused_with "there is no provider of this name" "$first" ipi
	attach test
	switched=$(kernel_switches)
	log_mark
	check "the system sleeps" sleeps
	check "bound again, native meanwhile" same "$all_free$((switched + 2 * nr_free))" \
		"$(attached)$(kernel_switches)"
	if [ -e $TRACE/events/pvshim ]; then
		check "traced" traced "$first"
	else
		skip_test "traced" "this kernel has no tracing"
	fi
	log_mark
	echo 1 >$PARAMETERS/refuse
	echo 1 >$PV/verify
	check "what it serves no longer is native" same "" "$(attached)"
	check "... with the reason" logged "it has changed its mind"
	echo 0 >$PARAMETERS/refuse
	echo 1 >$PV/verify
	check "bound once more" attach test
	log_mark
	check "its module is unloaded while they are bound" rmmod pvshim_test_provider
	check "... after they became native" logged "$first: unregistering provider test"
	check "... and the kernel goes on" exercise
	check "native again" same "" "$(attached)"
else
	skip_test "bound" "the kernel has all"
	rmmod pvshim_test_provider
fi
check "state that both kinds of operation share is refused" \
	refused modprobe pvshim_test_provider misbehave=mixed

# The providers that ask the hypervisor.
for provider in $served; do
	ops=$(words "$(served_in_kernel "$provider")")
	wanted=$(without "$ops" "$busy")
	if [ -z "$wanted" ]; then
		check "$provider: refused" refused_with "the kernel" "${ops%% *}" "$provider"
		check "$provider: busy" test "$(busy_ops)"
		check "$provider: the kernel goes on" exercise
		continue
	fi
	check "$provider: bind what it can" attach "$provider"
	# shellcheck disable=SC2086 # words
	all=$(expected "$provider" $wanted)
	check "$provider: that is $wanted" same "$all" "$(attached)"
	check "$provider: the kernel goes on" exercise
	check "$provider: it still has them" same "$all" \
		"$(echo 1 >$PV/verify; attached)"
	if built_in; then
		skip_test "$provider: pvshim is unloaded while they are bound" "it is built in"
		continue
	fi
	check "$provider: pvshim is unloaded while they are bound" rmmod pvshim
	check "$provider: ... and the kernel goes on" exercise
	# shellcheck disable=SC2086 # words
	wishes=$(for op in $wanted; do printf '%s:%s,' "$op" "$provider"; done)
	check "$provider: bound at load" same "$all" "$(load bind="$wishes"; attached)"
done
gone pvshim_ipi_storm || rmmod pvshim_ipi_storm
check "unload" unload_all
done_testing
