# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The last test of a guest, whose verdict is its power-off: that must come although
# Tasks RCU waits for a task that never leaves the CPU, and the kernel's own operations
# are bound, which stay so then; or, where there are none, a switch holds
# pvshim's mutex. And no host may have memory of ours. What a module of the tests finds
# at the very end is a warning on the console, which fails the cell.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

AREA=/sys/kernel/debug/pvshim_test_area

load autobind=0
modprobe pvshim_test_provider
modprobe pvshim_test_area
check "areas are with the host" sh -c "echo 1 >$AREA/areas"
check "an operation is bound" bind_op yield_to test
if has_kernel_ops; then
	check "the kernel's own operations are bound" attach test
else
	skip_test "the kernel's own operations are bound" "$no_kernel_ops"
fi
check "Tasks RCU has to wait" modprobe pvshim_tasks_holdout

if has_kernel_ops; then
	skip_test "a switch waits" "nothing else may wait here"
	done_testing
	return
fi
# It waits in the kernel, with the mutex held, until the guest is switched off, and
# must not keep the rig's pipes open.
setsid sh -c "echo native >$PV/ops/yield_to/provider" >/dev/null 2>&1 3>&- &
writer=$!
sleep 1
setsid cat $PV/ops/yield_to/provider >/dev/null 2>&1 3>&- &
reader=$!
sleep 1
check "a switch waits" kill -0 $writer
check "and so does a reader that needs the mutex" kill -0 $reader
done_testing
