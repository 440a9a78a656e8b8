# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A panic, which the hypervisor hears of where it can (verdict.py looks there). In
# tcg-crash it comes while call sites are being switched, those of the module or, as
# the test kernel-crash, the kernel's own, and a crash kernel takes over, whose init
# has the last word of this test.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

case $PVSHIM_ENV in
tinyhv-vmware-crash) expect=vmware ;;
kvm-hyperv-crash) expect=hyperv ;;
*) expect=native ;;
esac

# The root file system again, without what the crash kernel does not need.
crash_image() {
	cd / && find . \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./run -o \
		-path ./tmp -o -path ./boot -o -name '*.ko' \) -prune -o -print |
		cpio -o -H newc >/tmp/crash.cpio 2>/dev/null
	mkdir -p /tmp/dirs/proc /tmp/dirs/sys/kernel /tmp/dirs/dev /tmp/dirs/run /tmp/dirs/tmp
	cd /tmp/dirs && find . | cpio -o -H newc >>/tmp/crash.cpio 2>/dev/null
}
load_crash_kernel() {
	crash_image && kexec -p /boot/vmlinuz --initrd=/tmp/crash.cpio \
		--append="console=ttyS0 loglevel=7 nr_cpus=1 irqpoll reset_devices"
}
armed() { same 1 "$(cat /sys/kernel/kexec_crash_loaded)"; }

# Two at a time, so that the panic finds one of them inside.
switch_on() {
	while :; do
		bind_op "$1" test
		bind_op "$1" native
	done
}

# What the kernel calls on the way down is bound at one moment and not at the next.
attach_on() {
	while :; do
		attach test
		detach
	done
}
kernel_moves() {
	seen=$(kernel_switches)
	sleep 3
	[ "$(kernel_switches)" -gt "$seen" ]
}

check "load" load
check "crash_notify is served by $expect" same "$expect" "$(bound crash_notify)"
later=0 # results that come from the crash kernel
if [ -e /boot/vmlinuz ]; then
	later=1
	check "load a crash kernel" load_crash_kernel
	check "it is armed" armed
	modprobe pvshim_consumer
	modprobe pvshim_test_provider
	if [ "$PVSHIM_TEST" = kernel-crash ]; then
		tlb-torture -t 0 &
		attach_on &
		check "the kernel's call sites are being switched" kernel_moves
	else
		switch_on crash_notify &
		switch_on steal_clock &
		sleep 3
		check "call sites are being switched" test "$(switches crash_notify)" -gt 2
	fi
fi
done_testing $later
sync
echo c >/proc/sysrq-trigger
