# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What a remote TLB flush costs a Xen guest, by IPI and by HVMOP_flush_tlbs: in turns
# within one boot on the kernel with a switch, else as the kernel was booted. Times are
# written down and not judged; selftests/torture/table makes a table of them.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh
# shellcheck source=selftests/guest/xen-flush.sh
. /pvshim/guest/xen-flush.sh

rounds=3
[ "$EXPECT_VCPUS" -gt 1 ] || skip_all "one CPU has no remote TLB to flush"

# block KIND HOW ROUND OPTION... - a fact: times in ns, and interrupts
block() {
	key=$1_$2_$3
	shift 3
	tlb=$(interrupts TLB)
	figures=$(flush-bench "$@") || { echo "$figures"; return 1; }
	tlb=$(($(interrupts TLB) - tlb))
	fact "$key" "$(echo "$figures" | paste -sd " ") tlb $tlb"
}

# Siblings that are busy, that are idle, and an unrelated process while there is a flush
# every 20 ms
blocks() {
	check "busy siblings, $1, round $2" block flush "$1" "$2" -n 200 -t 25
	check "idle siblings, $1, round $2" block lazy "$1" "$2" -n 400 -t 25 -i
	others=$((EXPECT_VCPUS > 2 ? EXPECT_VCPUS - 2 : 1))
	check "an unrelated process, $1, round $2" \
		block other "$1" "$2" -n 200 -t 25 -p 20000 -u -s $others
}

for round in $(seq $rounds); do
	if [ -e $SWITCH ]; then
		echo N >$SWITCH
		blocks native "$round"
		echo Y >$SWITCH
		blocks hypercall "$round"
	elif dmesg | grep -qF "$USED"; then
		blocks hypercall "$round"
	else
		blocks native "$round"
	fi
done
done_testing
