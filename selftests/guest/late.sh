# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086,SC2153
#
# Sourced by the tests of late operations, after pvshim.sh: on a kernel that has
# none, or where nobody serves any, the test is over.

LATE=$PV/late
IPI_STORM=/sys/kernel/debug/pvshim_ipi_storm

# The hypervisor's own provider if it can serve any, else the one of the tests.
late_provider() {
	cut -d' ' -f1 $LATE/available | grep -v '^test$' | head -n1 | grep . || echo test
}

# need_late - load everything; sets $provider
need_late() {
	load autobind=0 || load
	[ -d $LATE ] || { unload_all; skip_all "this kernel has no late operations"; }
	grep -q . $LATE/available || modprobe pvshim_test_provider
	provider=$(late_provider)
}

late_ops() { cat $LATE/ops; }
attach() { echo "$*" >$LATE/provider; }
detach() { echo native >$LATE/provider; }
late_switches() { cat $LATE/switches; }

# interrupts LINE - of this line of /proc/interrupts, all CPUs together
interrupts() {
	awk -v line="$1:" '$1 == line { for (i = 2; $i ~ /^[0-9]+$/; i++) sum += $i }
		END { print sum + 0 }' /proc/interrupts
}
