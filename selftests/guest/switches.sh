# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034
#
# Sourced by the tests that measure switches of many call sites: pvshim_bench has some.

BENCH=/sys/kernel/debug/pvshim_bench
ORDERS=/sys/module/pvshim_bench/parameters
SIZES="1 10 100 1000"
tries=5

# Interrupts that make another CPU do something, all CPUs together.
ipis() {
	awk '$1 == "CAL:" { for (i = 2; $i ~ /^[0-9]+$/; i++) sum += $i } END { print sum + 0 }' \
		/proc/interrupts
}

switch_ns() { awk -v n="$1" '$1 == n { print $2 }' $BENCH/switch; }

# switch_often SIZE - as many sites, some times; sets $best to the fastest, in ns
switch_often() {
	best=
	for _ in $(seq $tries); do
		echo "$1" >$ORDERS/switch || return
		took=$(switch_ns "$1")
		if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
	done
}
