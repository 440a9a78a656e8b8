# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced by tests that ask a debug kernel's checkers whether they noticed
# something. On other kernels the answers are "not there" or trivially good.

KMEMLEAK=/sys/kernel/debug/kmemleak

# Memory that is leaked already is not what follows.
leaks_forget() { [ ! -w $KMEMLEAK ] || echo clear >$KMEMLEAK; }

# kmemleak leaves what is younger than five seconds alone, and believes only
# what it has found unchanged a second time.
no_leaks() {
	sleep 6
	echo scan >$KMEMLEAK && echo scan >$KMEMLEAK
	[ -z "$(cat $KMEMLEAK)" ] || { cat $KMEMLEAK; return 1; }
}

# After its first complaint lockdep is silent for good: was it on till now?
lockdep_on() {
	grep -q 'debug_locks: *1$' /proc/lockdep_stats ||
		{ echo "lockdep has switched itself off"; return 1; }
}

# What WARN, BUG, oops, lockups, KASAN and UBSAN leave in the kernel's taint.
unharmed() {
	tainted=$(cat /proc/sys/kernel/tainted)
	[ $((tainted & (32 | 128 | 512 | 16384))) = 0 ] || { echo "tainted $tainted"; return 1; }
}

# check_checkers - three results: what they noticed; skipped where they are not there
check_checkers() {
	check "no warning, no oops" unharmed
	if [ -e /proc/lockdep_stats ]; then
		check "lockdep watched till the end" lockdep_on
	else
		skip_test "lockdep watched till the end" "this kernel has none"
	fi
	if [ -e $KMEMLEAK ]; then
		check "no memory is leaked" no_leaks
	else
		skip_test "no memory is leaked" "this kernel has no kmemleak"
	fi
}
