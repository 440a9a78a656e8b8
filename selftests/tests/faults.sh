# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Every allocation of the module's load fails once: the load is refused each time,
# leaves nothing behind and never oopses. What the kernel's loader allocates comes
# first; the module's own part is the end of the load, so this goes backwards from
# there. The test leaks looks at what is lost.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

FAILSLAB=/sys/kernel/debug/failslab
[ -d $FAILSLAB ] || skip_all "this kernel has no fault injection"
MODULE=/pvshim/modules/pvshim.ko
OWN=200 # more than what the module itself allocates
plan 4

echo 0 >$FAILSLAB/verbose
echo N >$FAILSLAB/ignore-gfp-wait

# with_fault N - load; the Nth allocation from here on fails
with_fault() {
	sh -c 'echo "$0" >/proc/self/fail-nth && exec /sbin/insmod "$1"' "$1" $MODULE 2>/dev/null
}
loads() { with_fault "$1" && rmmod pvshim; }

# find_end - sets $end to a number so large that nothing fails any more
find_end() {
	end=100
	while ! { loads $end && loads $((end + 13)) && loads $((end + 29)); }; do
		end=$((end + 50))
		[ $end -lt 5000 ] || return 1
	done
}
nothing_left() { gone pvshim && [ ! -e $PV ] && [ ! -e ${BINDINGS%/*} ]; }

# backwards - sets $refused and $loaded to how many loads were
backwards() {
	refused=0 loaded=0
	n=$end
	while [ "$n" -gt $((end - OWN)) ]; do
		n=$((n - 1))
		if with_fault $n; then
			loaded=$((loaded + 1))
			rmmod pvshim || return 1
		else
			refused=$((refused + 1))
		fi
		nothing_left || { echo "left behind when allocation $n failed"; return 1; }
	done
}

check "a load without a fault makes fewer than 5000 allocations" find_end
check "the last allocations fail one by one: nothing is left behind" backwards
diag "$refused loads were refused, $loaded went well, of allocations up to $end"
check "most of them were refused" test "$refused" -gt $((OWN / 4))
check "and a load goes well in the end" loads 0
