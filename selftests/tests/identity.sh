# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Is this guest what its row in envs.cfg says? Every other verdict rests on it.

plan 5

# what the kernel itself found: the text, or "none"
detected() {
	line=$(dmesg | grep -m1 'Hypervisor detected: ') || { echo none; return; }
	echo "${line#*Hypervisor detected: }"
}

same() {
	[ "$1" = "$2" ] || { echo "expected '$1', found '$2'"; return 1; }
}

# the hypervisor type Xen guests show, or "none"
xen_type() { cat /sys/hypervisor/type 2>/dev/null || echo none; }

check "kernel release is $PVSHIM_RELEASE" same "$PVSHIM_RELEASE" "$(uname -r)"
check "kernel detected: $EXPECT_DETECTED" same "$EXPECT_DETECTED" "$(detected)"
check "$EXPECT_VCPUS vCPUs are online" same "$EXPECT_VCPUS" "$(grep -c ^processor /proc/cpuinfo)"
check "/sys/hypervisor/type: $EXPECT_SYSFS" same "$EXPECT_SYSFS" "$(xen_type)"
case $EXPECT_SIGNATURES in
none) check "the hypervisor bit is clear" sh -c '! grep -qw hypervisor /proc/cpuinfo' ;;
*) check "the hypervisor bit is set" grep -qw hypervisor /proc/cpuinfo ;;
esac
fact tainted "$(cat /proc/sys/kernel/tainted)"
