# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Is this guest what its row in envs.cfg says? Nothing else counts unless it is.
# The signatures are read with CPUID through /dev/cpu/0/cpuid, not by pvshim; in
# a Xen PV guest the kernel makes that the form which Xen answers.

same() {
	[ "$1" = "$2" ] || { echo "expected '$1', found '$2'"; return 1; }
}

# what the kernel itself found: the text, or "none"
detected() {
	line=$(dmesg | grep -m1 'Hypervisor detected: ') || { echo none; return; }
	echo "${line#*Hypervisor detected: }"
}

# the hypervisor type Xen guests show, or "none"
xen_type() { cat /sys/hypervisor/type 2>/dev/null || echo none; }

# leaf NUMBER - EBX ECX EDX of 0x40000000 + NUMBER * 0x100 as text. The device's
# offset is the leaf, and dd counts it in blocks of 16.
leaf() {
	dd if=/dev/cpu/0/cpuid bs=16 count=1 skip=$((0x4000000 + $1 * 0x10)) 2>/dev/null |
		dd bs=4 skip=1 2>/dev/null | tr -d '\000'
}

# "SIG@base SIG@base", silent or none: the first bases and the last one. A leaf beyond
# the last repeats another one's content, which is no signature: those are words.
signatures() {
	list=
	grep -qw hypervisor /proc/cpuinfo || { echo none; return; }
	for number in 0 1 2 3 4 5 6 7 8 255; do
		text=$(leaf $number)
		[ ${#text} -ge 9 ] && echo "$text" | grep -qx '[A-Za-z ]*' &&
			list="$list $text@$(printf %x $((0x40000000 + number * 0x100)))"
	done
	echo "${list:- silent}" | cut -c2-
}

# how the kernel says that it checks calls through pointers, or "none"
checked_calls() {
	line=$(dmesg | grep -m1 -o 'Using [a-z ]*kCFI$\|Using [a-z ]*FineIBT[+A-Z]* CFI$') ||
		{ echo none; return; }
	case $line in *kCFI) echo kCFI ;; *) echo FineIBT ;; esac
}

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
