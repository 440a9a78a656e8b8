# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What a switch costs, by counting: rounds of interrupts to all other CPUs. A stock
# kernel has three for each call site and three for the trampoline, whatever the number
# of CPUs; one with the core patches has three for a batch of them, and so has one with
# the series static-call-batch, where the trampoline is patched last.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/switches.sh
. /pvshim/guest/switches.sh

others=$((EXPECT_VCPUS - 1))
# what else sends such interrupts meanwhile, in rounds
SLACK=12

# the trampoline is patched with the last sites
case $PVSHIM_KERNEL in
*-pvshim* | *-batch*) batch=3 ;;
*) batch= ;;
esac
# least SITES - rounds
least() { echo "${batch:-$((3 * ($1 + 1)))}"; }
# most SITES - a batch has 256 sites at most
most() {
	if [ -n "$batch" ]; then
		echo $((3 + 3 * (($1 + 255) / 256) + SLACK))
	else
		echo $((3 * ($1 + 1) + SLACK))
	fi
}

# in_bounds SITES CAL - no interrupt on one CPU
in_bounds() {
	[ $others != 0 ] || { same 0 "$2"; return; }
	[ "$2" -ge $(($(least "$1") * others)) ] && [ "$2" -le $(($(most "$1") * others)) ] &&
		return
	echo "$2 interrupts of $others CPUs, not $(least "$1") to $(most "$1") rounds"
	return 1
}

load autobind=0
modprobe pvshim_bench
for size in $SIZES; do
	before=$(ipis)
	if ! switch_often "$size"; then
		fail "$size sites: switched"
		continue
	fi
	sent=$((($(ipis) - before) / tries))
	fact "rounds_${size}_cal" $sent
	[ $others = 0 ] || fact "rounds_${size}_rounds" $((sent / others))
	fact "rounds_${size}_ns" "$best"
	check "$size sites: $sent interrupts" in_bounds "$size" $sent
done
check "unload" unload_all
done_testing
