# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash disable=SC2154
#
# The screens: the display, and ports to which the host may listen. None has to be there,
# and one that takes nothing must hold up nothing.

SCREENS=

# uart - whether the first serial port is one; its device is there in any case
uart() { [ "$(cat /sys/class/tty/ttyS0/type 2>/dev/null || echo 0)" -gt 0 ]; }

open_screens() {
	[ ! -c /dev/tty1 ] || SCREENS=tty1
	if uart; then
		stty -F /dev/ttyS0 115200 raw -echo opost onlcr 2>/dev/null
		SCREENS="$SCREENS ttyS0"
	fi
	[ ! -c /dev/hvc0 ] || SCREENS="$SCREENS hvc0"
}

ports() { for each in $SCREENS; do [ "$each" = tty1 ] || echo "$each"; done; }

# show FILE DEVICE - in the time that it may take
show() { timeout "$(patience "${3:-20}")" cat "$1" >"/dev/$2" 2>/dev/null; }

# say TEXT - a line of progress
say() {
	printf '[%4s s] %s\n' "$(now)" "$*" | cut -c1-79 >/run/line
	for each in $SCREENS; do show /run/line "$each" 3; done
}
