# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Would the torture notice a lost flush? A provider that only says it has flushed
# the other CPUs' translations shows that.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

lie=/sys/module/pvshim_test_provider/parameters/lie
[ "$EXPECT_VCPUS" -gt 1 ] || skip_all "one CPU has no remote TLB to lie about"
need_kernel_ops
modprobe pvshim_test_provider

# torture STATUS OPTION... - what it should find; memory that is free again must
# only be read by threads that are lied to
torture() {
	expected=$1
	shift
	tlb-torture -t 60 "$@"
	same "$expected" $?
}

check "attach a flush that only looks like one" bind_op pv_flush_tlb_multi test
check "as long as it does its work, nothing is stale" torture 0 -t 10
echo 1 >$lie
check "a permission that was taken away is noticed" torture 1 -a protect
check "a page that was replaced is noticed" torture 1 -r -a replace,move,discard
echo 0 >$lie
detach
check "native again: nothing is stale" torture 0 -t 10
check "unload" unload_all
done_testing
