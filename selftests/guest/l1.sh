# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1090,SC1091,SC2034
#
# The KVM host inside the emulated machine: run its guests one after another.
# Their channel (second serial port) is QEMU's standard output, which goes
# straight to this guest's own channel; their consoles go to the host's logs.

. /pvshim/guest/outer.sh

# one_guest - ENV NAME KERNEL INITRD APPEND ARGS LIMIT come from /pvshim/boot/inner
one_guest() {
	eval "set -- qemu-system-x86_64 -accel kvm $ARGS"
	set -- "$@" -kernel "$KERNEL" -initrd "$INITRD" -append "$APPEND" \
		-chardev "file,id=console,path=$LOGS/$NAME.console" -serial chardev:console \
		-chardev stdio,id=channel,signal=off -serial chardev:channel
	printf '%s\n' "$*" >"$LOGS/$NAME.cmdline"
	timeout -k 5 "$LIMIT" "$@" </dev/null >&3 2>"$LOGS/$NAME.stderr"
	ended=$?
	[ $ended != 0 ] || ended=clean
}

if [ "${1:-}" != inside ]; then
	enter_host
	echo "cannot enter the host's root file system"
	exit 1
fi
PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ -e /dev/kvm ] || { echo "no /dev/kvm in this guest"; exit 1; }
each_inner one_guest
