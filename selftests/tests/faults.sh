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

echo 1 >$FAILSLAB/verbose # a line for each
echo N >$FAILSLAB/ignore-gfp-wait

# with_fault N - load; the Nth allocation from here on fails
with_fault() {
	sh -c 'echo "$0" >/proc/self/fail-nth && exec /sbin/insmod "$1"' "$1" $MODULE 2>/dev/null
}
# beyond NUMBER - no allocation was left that could fail
beyond() {
	log_mark
	with_fault "$1" || return 1
	rmmod pvshim
	! log_since | grep -q 'FAULT_INJECTION: forcing a failure'
}

# Each check is a process of its own, so what they find is kept in files.
END=/tmp/faults-end
REFUSED=/tmp/faults-refused
LOADED=/tmp/faults-loaded

# find_end - find a number so large that nothing fails any more
find_end() {
	end=100
	until beyond $end; do
		end=$((end + 50))
		[ $end -lt 5000 ] || return 1
	done
	echo $end >$END
}
nothing_left() { gone pvshim && [ ! -e $PV ] && [ ! -e ${BINDINGS%/*} ]; }

# backwards - a line for each load, in one file or the other
backwards() {
	end=$(cat $END)
	n=$end
	while [ "$n" -gt $((end - OWN)) ] && [ "$n" -gt 1 ]; do
		n=$((n - 1))
		if with_fault $n; then
			echo $n >>$LOADED
			rmmod pvshim || return 1
		else
			echo $n >>$REFUSED
		fi
		nothing_left || { echo "left behind when allocation $n failed"; return 1; }
	done
}
lines() { touch "$1" && wc -l <"$1"; }

check "a load without a fault makes fewer than 5000 allocations" find_end
check "the last allocations fail one by one: nothing is left behind" backwards
diag "allocations up to $(cat $END): $(lines $REFUSED) loads refused, $(lines $LOADED) went well"
check "a quarter of them and more were refused" test "$(lines $REFUSED)" -gt $((OWN / 4))
check "and a load goes well in the end" beyond 0
