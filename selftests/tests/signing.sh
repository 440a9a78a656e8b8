# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Under lockdown, with signatures enforced: pvshim loads when the firmware's list
# has the certificate of its signature, and only then. The kernel is the stock one.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
REFUSED=/pvshim/refused

# turned_away FILE WORDS - refused, for the reason that these words of the log give
turned_away() {
	log_mark
	said=$(insmod "$1" 2>&1) && { rmmod pvshim; echo "it was loaded"; return 1; }
	logged "$2" || { echo "insmod: $said"; return 1; }
}

# The signature's own text stands at the end; the byte changed is of the module.
changed() {
	cp "$MODULES/pvshim.ko" /tmp/changed.ko
	printf X | dd of=/tmp/changed.ko bs=1 seek=4096 conv=notrunc 2>/dev/null
	! cmp -s "$MODULES/pvshim.ko" /tmp/changed.ko || { echo "nothing changed"; return 1; }
	said=$(insmod /tmp/changed.ko 2>&1) && { rmmod pvshim; echo "it was loaded"; return 1; }
	echo "$said" | grep -q "Key was rejected by service" || { echo "$said"; return 1; }
}

not_tainted_by_unsigned() {
	[ $(($(cat /proc/sys/kernel/tainted) & 8192)) = 0 ] || dmesg | grep -i taint
	case $(cat /sys/module/pvshim/taint) in *E*) echo "unsigned"; return 1 ;; esac
}

mount -t securityfs security /sys/kernel/security
check "the firmware's Secure Boot is on" \
	sh -c "dmesg | grep -q 'secureboot: Secure boot enabled'"
check "the kernel is locked down" grep -qF '[integrity]' /sys/kernel/security/lockdown
check "signatures are enforced" same Y "$(cat /sys/module/module/parameters/sig_enforce)"
check "the firmware's certificate is known" \
	sh -c "dmesg | grep -q \"Loaded X.509 cert 'SnakeOil\""
check "lockdown works: /dev/mem is closed" refused dd if=/dev/mem of=/dev/null bs=1 count=1

check "no signature: refused" turned_away $REFUSED/unsigned.ko \
	"Loading of unsigned module is rejected"
check "a stranger's signature: refused" turned_away $REFUSED/stranger.ko \
	"Loading of module with unavailable key is rejected"
check "changed after it was signed: refused" changed
check "nothing of that stays" test ! -e /sys/module/pvshim

check "signed by the firmware's key: loads" load
check "no trace of an unsigned module" not_tainted_by_unsigned
check "sysfs answers" same unknown "$(cat $PV/hypervisor)"
check "debugfs answers" grep -q '^steal_clock: ' $BINDINGS
check "the consumer loads" modprobe pvshim_consumer
check "a switch patches its call site" sh -c \
	"modprobe pvshim_test_provider && echo test >$PV/ops/yield_to/provider"
check "and the site calls the provider" \
	same "call test_provider_yield_to" "$(form yield_to)"
check "unload" unload_all
done_testing
