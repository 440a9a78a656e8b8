# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1090,SC1091,SC2034
#
# Sourced by dom0.sh and l1.sh: lay a root file system for the tools that run
# the inner guests, and enter it. It is the host's own root, read-only over
# 9p, with Xen's tools on top where they are offered and a tmpfs to write to.

. /pvshim/boot/env
ROOT=/mnt/root
LOGS=/logs

send() { echo "$*" >&3; }
mark() { echo "<4>pvshim-test: $*" >/dev/kmsg; }

p9() { mount -t 9p -o "trans=virtio,version=9p2000.L,msize=262144,$3" "$1" "$2"; }

enter_host() {
	lower=/host
	mkdir -p /host /mnt/xen /mnt/rw $ROOT
	p9 host /host ro,cache=loose || return 1
	if [ "$OUTER" = dom0 ]; then
		p9 xen /mnt/xen ro,cache=loose || return 1
		lower=/mnt/xen:/host
	fi
	mount -t tmpfs rw /mnt/rw
	mkdir /mnt/rw/upper /mnt/rw/work
	mount -t overlay -o "lowerdir=$lower,upperdir=/mnt/rw/upper,workdir=/mnt/rw/work" \
		overlay $ROOT || return 1
	mkdir -p $ROOT$LOGS $ROOT/pvshim $ROOT/run
	p9 logs $ROOT$LOGS rw,cache=none || return 1
	mkdir -p $ROOT/usr/lib/modules
	for dir in /dev /proc /sys /pvshim /usr/lib/modules; do
		mount --rbind $dir $ROOT$dir
	done
	# only this: the tree with our files may be anywhere else
	mount -t tmpfs run $ROOT/run
	# what the outer guest answers to an inner one; silent otherwise, never at its end
	mkfifo $ROOT/run/answer
	exec chroot $ROOT /bin/sh "/pvshim/guest/$OUTER.sh" inside
}

# QEMU's emulation of SVM now and then delivers one interrupt twice: it leaves
# the vector of an injected interrupt in the CPU's exception index, and delivers
# that again when something makes it leave its loop just then. The guest sees
# its handler entered a second time at its first instruction, with interrupts
# off, which no processor does, and dies on the entry stack. The traces of
# exactly this in a guest's console:
entered_twice() {
	grep -q 'ENTRY_TRAMPOLINE stack guard page was hit' "$LOGS/$NAME.console" &&
		grep -q 'RIP: 0010:asm_[a-z_]*+0x0/' "$LOGS/$NAME.console"
}

# outer_counts LABEL - what only the outer guest can count of an inner one, as facts
outer_counts() { :; }

# pass_on - pass an inner guest's channel on, and note its first word and its last:
# /run/spoken and, as the answer to it, a line in descriptor 4. See guest/init.
pass_on() {
	while IFS= read -r line; do
		printf '%s\n' "$line" >&3
		case $line in
		"guest $TITLE boot "*) : >/run/spoken ;;
		"guest $TITLE done "*) echo seen >&4 ;;
		"outer "*) outer_counts "${line#outer }" ;;
		esac
	done
}

# overdue SECONDS - whether the guest should have ended by now, or said a word;
# sets $ended to why
overdue() {
	if [ "$1" -ge "$LIMIT" ]; then
		ended="timeout after $1 s"
	elif [ "$1" -ge "$FIRST" ] && [ ! -e /run/spoken ]; then
		ended="no word in $1 s"
	else
		return 1
	fi
}

# each_inner FUNCTION - call it for every inner guest with its variables set: TITLE
# NAME KERNEL INITRD APPEND ARGS FIRST LIMIT (see lib/image.py);
# a guest that the emulator killed gets another try, which the results show
each_inner() {
	if [ "$MODE" = shell ]; then
		ENV=/pvshim/guest/profile busybox setsid busybox cttyhack sh -i
		return
	fi
	for inner in /pvshim/boot/inner/*; do
		. "$inner"
		for try in 1 2 3; do
			send "guest $TITLE start"
			mark "begin guest $TITLE"
			ended=
			rm -f /run/spoken
			"$1"
			mark "end guest $TITLE"
			if [ $try = 3 ] || ! entered_twice; then break; fi
			send "guest $TITLE again emulator delivered an interrupt twice"
			mv "$LOGS/$NAME.console" "$LOGS/$NAME.console.$try"
		done
		send "guest $TITLE exit $ended"
	done
}
