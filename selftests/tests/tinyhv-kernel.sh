# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The stock kernel's own VMware code as a witness: it takes tinyhv for VMware,
# believes its frequency, and accounts the steal time that tinyhv really took.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh

said() { dmesg | grep -qF -- "$1" || { dmesg | grep -i vmware; return 1; }; }

# accounted KERNEL-NS TAKEN-NS - alike to two ticks
accounted() {
	difference=$(($1 - $2))
	[ ${difference#-} -le 20000000 ] || { echo "the kernel counted $1 ns of $2"; return 1; }
}

# steal COMMAND... - what the kernel accounts for it, and what was taken
steal() {
	kernel=$(stat_steal_ns 0)
	taken=$(tinyhv_fact stolen_ns)
	"$@"
	busy 3
	kernel=$(($(stat_steal_ns 0) - kernel))
	taken=$(($(tinyhv_fact stolen_ns) - taken))
}

khz=$(tinyhv_fact tsc_khz)
check "TSC frequency read from the hypervisor: $khz kHz" said \
	"TSC freq read from hypervisor : $((khz / 1000)).$(printf %03d $((khz % 1000))) MHz"
check "the steal clock is on" said "vmware-stealtime: cpu 0, pa "
check "load with claim_steal=1, which leaves it to the kernel" load claim_steal=1
check "pvshim does not take it" refused bind_op steal_clock vmware
check "unload" unload_all

steal steal_now 200
check "a burst of 200 ms is accounted" accounted "$kernel" "$taken"
steal steal_script
# each burst ends late when the emulator itself had to wait
check "a script of 25 bursts of 20 ms at interrupts takes at least 500 ms" \
	test "$taken" -ge 500000000
check "and is accounted" accounted "$kernel" "$taken"
done_testing
