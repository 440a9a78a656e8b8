# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The patches xen-flush: remote TLB flush by HVMOP_flush_tlbs. By hypercall only where a
# vCPU that has to be flushed is preempted; not at all with the boot option, nor where it
# is refused, as by QEMU's imitation of Xen. No stale translation in either case. (That one
# would also refuse if it said to be Xen 4.13, so the check of the version is not tested.)

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh
# shellcheck source=selftests/guest/xen-flush.sh
. /pvshim/guest/xen-flush.sh

flushes=200
[ "$EXPECT_VCPUS" -gt 1 ] || skip_all "one CPU has no remote TLB to flush"

says() { dmesg | grep -qF "$1"; }
silent() { ! says "$1"; }

# What follows uses these counts of the last run of traced COMMAND...
hypercalls() { grep -c ' xen_mmu_flush_tlb_multi: ' $TRACE/trace; }
sent() { grep -c 'tlb_flush: .*(4)' $TRACE/trace; }
traced() {
	echo >$TRACE/trace
	events 1
	"$@"
	status=$?
	events 0
	return $status
}
events() {
	for each in xen/xen_mmu_flush_tlb_multi tlb/tlb_flush; do
		echo "$1" >$TRACE/events/$each/enable || return
	done
}

at_least() { [ "$2" -ge "$1" ] || { echo "$2, not $1 or more"; return 1; }; }
at_most() { [ "$2" -le "$1" ] || { echo "$2, not $1 or less"; return 1; }; }

# busy, idle - flushes with siblings of that kind, and what was counted
busy() { measured busy -n $flushes -t 40; }
idle() { measured idle -n $flushes -t 40 -i; }
measured() {
	name=$1
	shift
	tlb=$(interrupts TLB)
	traced flush-bench "$@" >/run/flushes || { cat /run/flushes; return 1; }
	tlb=$(($(interrupts TLB) - tlb))
	echo $tlb >/run/ipis
	fact "xen_flush_$name" "$(cat /run/flushes) hypercalls $(hypercalls) tlb $tlb"
}

no_stale() {
	traced tlb-torture -t 20 >/run/torture 2>&1 || { cat /run/torture; return 1; }
}

# torture WORDS - no stale translation meanwhile
torture() {
	check "no stale translation$1" no_stale
	fact "xen_flush_torture" "$(cat /run/torture) hypercalls $(hypercalls)$1"
}

busy_by_hypercall() { busy && at_least 1 "$(hypercalls)"; }

# The other CPU never runs at the same time as this one, so it is always preempted, unless
# each has a physical CPU. But once in a second CPUs that do not use an address space any
# more have to be interrupted.
by_hypercall() {
	check "flush, with busy siblings" busy
	check "each is counted and traced" at_least $flushes "$(sent)"
	if [ $overcommitted = yes ]; then
		check "by hypercall, most of them" at_least $((flushes / 2)) "$(hypercalls)"
		check "most have sent no IPI" at_most $((flushes / 2)) "$(cat /run/ipis)"
	else
		check "hardly any by hypercall" at_most $((flushes / 10)) "$(hypercalls)"
	fi
	check "flush, with idle siblings" idle
	check "hardly any by hypercall" at_most $((flushes / 10)) "$(hypercalls)"
	torture ""
	if [ $overcommitted = yes ]; then
		check "and some flushes were hypercalls" at_least 1 "$(hypercalls)"
	else
		skip_test "and some flushes were hypercalls" "each vCPU has a physical CPU"
	fi
}

by_ipi() { # WORDS
	check "flush, with busy siblings$1" busy
	check "all sent as IPIs$1" at_least $flushes "$(sent)"
	check "none by hypercall$1" same 0 "$(hypercalls)"
	torture "$1"
	check "none of its flushes by hypercall$1" same 0 "$(hypercalls)"
}

overcommitted=yes
case $PVSHIM_ENV in *-smp*) overcommitted=no ;; esac
case $PVSHIM_ENV in
*-ipi*)
	check "the boot option is there" grep -qw xen_no_tlb_flush /proc/cmdline
	check "and the hypercall is not used" silent "$USED"
	check "nor refused" silent "$REFUSED"
	by_ipi ""
	;;
kvm-xen*)
	check "the hypercall is refused" says "$REFUSED"
	check "and not used" silent "$USED"
	by_ipi ""
	;;
*)
	check "the hypercall is used" says "$USED"
	by_hypercall
	if [ -e $SWITCH ]; then
		echo N >$SWITCH
		by_ipi ", switched off"
		echo Y >$SWITCH
		[ $overcommitted = no ] || check "switched on again" busy_by_hypercall
	fi
	;;
esac
done_testing
