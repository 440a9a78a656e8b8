# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Is this guest what its row in envs.cfg says? Nothing else counts unless it is.
# The signatures are read with CPUID through /dev/cpu/0/cpuid, not by pvshim; in
# a Xen PV guest the kernel makes that the form which Xen answers.

# shellcheck source=selftests/guest/found.sh
. /pvshim/guest/found.sh

same() {
	[ "$1" = "$2" ] || { echo "expected '$1', found '$2'"; return 1; }
}

# the hypervisor type Xen guests show, or "none"
xen_type() { cat /sys/hypervisor/type 2>/dev/null || echo none; }

vcpus=$(grep -c ^processor /proc/cpuinfo)
/sbin/modprobe cpuid 2>/dev/null
found=$(signatures)
check "kernel release is $PVSHIM_RELEASE" same "$PVSHIM_RELEASE" "$(uname -r)"
check "kernel detected: $EXPECT_DETECTED" same "$EXPECT_DETECTED" "$(detected)"
check "$EXPECT_VCPUS vCPUs are online" same "$EXPECT_VCPUS" "$vcpus"
check "/sys/hypervisor/type: $EXPECT_SYSFS" same "$EXPECT_SYSFS" "$(xen_type)"
check "CPUID offers: $EXPECT_SIGNATURES" same "$EXPECT_SIGNATURES" "$found"
check "calls through pointers are checked by: $EXPECT_CFI" same "$EXPECT_CFI" "$(checked_calls)"
case $EXPECT_SIGNATURES in
none) check "the hypervisor bit is clear" sh -c '! grep -qw hypervisor /proc/cpuinfo' ;;
*) check "the hypervisor bit is set" grep -qw hypervisor /proc/cpuinfo ;;
esac
fact identity "Linux $(uname -r), $found, the kernel says: $(detected), $vcpus vCPUs"
fact tainted "$(cat /proc/sys/kernel/tainted)"
done_testing
