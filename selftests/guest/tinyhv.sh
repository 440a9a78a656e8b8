# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced by the tests that need selftests/tinyhv below: its test port. See
# selftests/tinyhv/testport.h for the numbers.

# tinyhv_put OFFSET BYTE
tinyhv_put() {
	# shellcheck disable=SC2059 # an octal escape
	printf "\\$(printf %o "$2")" |
		dd of=/dev/port bs=1 seek=$((0x7400 + $1)) 2>/dev/null
}

# tinyhv_facts - the counters now, as "name number" lines
tinyhv_facts() {
	tinyhv_put 0 1
	dd if=/dev/port bs=512 skip=58 count=1 2>/dev/null | tr -d '\000'
}

tinyhv_fact() { tinyhv_facts | awk -v name="$1" '$1 == name { print $2 }'; }

# tinyhv_exits - those that only hypercalls, ports and MSRs cause; new processes
# execute CPUID, so that is no measure of what is tested
tinyhv_exits() {
	tinyhv_facts | awk '/^(rdmsr|wrmsr|vmmcall|backdoor|gp) / { n += $2 } END { print n }'
}

steal_now() { tinyhv_put 1 "$1"; }  # ms, at most 255
steal_script() { tinyhv_put 4 1; }  # what envs.cfg says

# Keep the CPU from idling for about this many seconds: an idle one has no ticks.
busy() {
	until=$(($(cut -d. -f1 /proc/uptime) + $1))
	while [ "$(cut -d. -f1 /proc/uptime)" -lt $until ]; do :; done
}

# What a test changes of the host; see tinyhv/testport.h.
feature_off() { tinyhv_put 5 "$1"; } # bit number; KVM's only
feature_on() { tinyhv_put 6 "$1"; }
signatures_move() { tinyhv_put 7 "$1"; } # blocks; Hyper-V's is in front then
count_restarts() { tinyhv_put 8 "$1"; } # ms below zero
