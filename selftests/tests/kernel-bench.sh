# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What a remote TLB flush (of all CPUs, and of two) and a broadcast of IPIs cost: native and
# attached, in turns, within one boot. Where the kernel's own guest code serves everything
# itself, native is what that does, and nothing is attached. Times are written down
# and not judged; selftests/torture/table makes a table of them.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

rounds=3
flushes=200
broadcasts=100
[ "$EXPECT_VCPUS" -gt 1 ] || skip_all "one CPU has no remote TLB to flush"
need_kernel_ops
if attach "$provider"; then
	detach
else
	provider=
	fact kernel_ops "the kernel's own: $(busy_ops | tr '\n' ' ')"
fi

# The outer guest answers with facts; its word and ours must not overtake.
ask_outer() {
	echo "outer $1" >&3
	sleep 2
}

# What is counted while nothing is measured
idle() {
	ask_outer "idle_$1_$2_begin"
	ask_outer "idle_$1_$2_end"
	fact "idle_$1_$2" "blocks 1"
}

# measure KEY OPTION... - a fact: times in ns, and interrupts
measure() {
	key=$1
	shift
	tlb=$(interrupts TLB)
	cal=$(interrupts CAL)
	figures=$(flush-bench -n $flushes -t 25 "$@") || { echo "$figures"; return 1; }
	fact "$key" "$figures tlb $(($(interrupts TLB) - tlb)) cal $(($(interrupts CAL) - cal))"
}

flush() {
	ask_outer "flush_$1_$2_begin"
	measure "flush_$1_$2" || return
	ask_outer "flush_$1_$2_end"
}

# A flush of one other CPU, where there are more
pair() {
	[ "$EXPECT_VCPUS" = 2 ] || check "$1 flushes of two CPUs, round $2" \
		measure "pair_$1_$2" -s 1
}

broadcast() {
	ask_outer "ipi_$1_$2_begin"
	cal=$(interrupts CAL)
	timeout 60 sh -c "echo $broadcasts >$IPI_STORM/latency" || return
	cal=$(($(interrupts CAL) - cal))
	ask_outer "ipi_$1_$2_end"
	fact "ipi_$1_$2" "$(cat $IPI_STORM/latency) cal $cal"
}

# A switch patches the kernel's own call sites.
switch_cost() {
	cal=$(interrupts CAL)
	begun=$(cut -d' ' -f1 /proc/uptime)
	attach "$provider" || return
	between=$(cut -d' ' -f1 /proc/uptime)
	attached_cal=$(($(interrupts CAL) - cal))
	detach || return
	ended=$(cut -d' ' -f1 /proc/uptime)
	fact kernel_switch "attach $begun $between cal $attached_cal detach $between $ended"
}

check "IPIs to measure" modprobe pvshim_ipi_storm
if [ -n "$provider" ]; then
	check "a switch" switch_cost
	attach "$provider"
	fact kernel_ops "$provider: $(attached_ops)"
fi
for round in $(seq $rounds); do
	detach
	idle native "$round"
	check "native flushes, round $round" flush native "$round"
	check "native broadcasts, round $round" broadcast native "$round"
	pair native "$round"
	[ -n "$provider" ] || continue
	attach "$provider"
	check "attached flushes, round $round" flush attached "$round"
	check "attached broadcasts, round $round" broadcast attached "$round"
	pair attached "$round"
done
check "unload what measures" rmmod pvshim_ipi_storm
check "unload, attached as it is" unload_all
done_testing
