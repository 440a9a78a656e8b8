# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# 1,000 rounds of load and unload, bound to the best providers, and with a foreign
# provider every tenth time. No cache of the kernel's allocators and no per-CPU
# memory grows with the rounds; kmemleak looks at the debug kernel (test leaks).

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

ROUNDS=1000
# one object a round that is lost would be $ROUNDS more; what is on its way back
# to the allocator is less than a quarter of that
MANY=$((ROUNDS / 4))
PVSHIM=/pvshim/modules/pvshim.ko

one_round() {
	insmod $PVSHIM || return 1
	if [ $(($1 % 10)) = 0 ]; then
		insmod /pvshim/modules/pvshim_test_provider.ko || return 1
		bind_op steal_clock test || return 1
		rmmod pvshim_test_provider || return 1
	fi
	rmmod pvshim
}
rounds() {
	n=0
	while [ $n -lt "$1" ]; do
		n=$((n + 1))
		one_round $n || { echo "round $n of $1 failed"; return 1; }
		[ $((n % 100)) != 0 ] || diag "$n of $1"
	done
}
settled() { sync; echo 3 >/proc/sys/vm/drop_caches; sleep 2; }
slabs() { awk 'NR > 2 { print $1, $2 }' /proc/slabinfo; }
percpu() { awk '$1 == "Percpu:" { print $2 }' /proc/meminfo; }

# grown BEFORE AFTER - caches with many more objects in use
grown() {
	awk -v many=$MANY 'NR == FNR { before[$1] = $2; next }
		$2 - before[$1] >= many { print $1 ": " before[$1] " -> " $2 }' "$1" "$2"
}

check "50 rounds to warm up" rounds 50
settled
slabs >/tmp/before
percpu=$(percpu)
check "$ROUNDS rounds" rounds $ROUNDS
settled
slabs >/tmp/after
check "no cache has grown by $MANY objects" same "" "$(grown /tmp/before /tmp/after)"
# 8 bytes for each of two CPUs a round are 16 KiB
check "per-CPU memory has not grown by 16 KiB" test $(($(percpu) - percpu)) -lt 16
done_testing
