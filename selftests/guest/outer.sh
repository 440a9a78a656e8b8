# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1090,SC1091,SC2034
#
# Sourced by dom0.sh and l1.sh: lay a root file system for the tools that run
# the inner guests, and enter it. It is a root of scripts/root, read-only over 9p,
# with a tmpfs to write to. The inner guests' kernels and initramfs are in /images.

. /pvshim/boot/env
ROOT=/mnt/root
LOGS=/logs

send() { echo "$*" >&3; }
mark() { echo "<4>pvshim-test: $*" >/dev/kmsg; }

p9() { mount -t 9p -o "trans=virtio,version=9p2000.L,msize=262144,$3" "$1" "$2"; }

enter_root() {
	mkdir -p /host /mnt/rw $ROOT
	p9 root /host ro,cache=loose || return 1
	mount -t tmpfs rw /mnt/rw
	mkdir /mnt/rw/upper /mnt/rw/work
	mount -t overlay -o "lowerdir=/host,upperdir=/mnt/rw/upper,workdir=/mnt/rw/work" \
		overlay $ROOT || return 1
	mkdir -p $ROOT$LOGS $ROOT/images $ROOT/pvshim $ROOT/run
	p9 images $ROOT/images ro,cache=none || return 1
	p9 logs $ROOT$LOGS rw,cache=none || return 1
	mkdir -p $ROOT/usr/lib/modules
	for dir in /dev /proc /sys /pvshim /usr/lib/modules; do
		mount --rbind $dir $ROOT$dir
	done
	# the one of init, for what tests beside the guests read there
	mount --bind /run $ROOT/run
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

# note TITLE WHAT - what a guest does, for the tests beside it: starts, speaks, has spoken,
# ended HOW. The last line of all, "over", is written by init.
note() { echo "$*" >>/run/guests; }

# outer_counts LABEL - what only the outer guest can count of an inner one, as facts
outer_counts() { :; }

# pass_on - pass an inner guest's channel on, and note its first word and its last:
# /run/spoken and, as the answer to it, a line in descriptor 4. See guest/init. What a
# guest that is moved asks for by this way (guest/move.sh) is noted in /run/asked.
pass_on() {
	while IFS= read -r line; do
		printf '%s\n' "$line" >&3
		case $line in
		"guest $TITLE boot "*)
			: >/run/spoken
			note "$TITLE" speaks
			;;
		"guest $TITLE done "*)
			note "$TITLE" has spoken
			echo seen >&4
			;;
		"outer hush") echo seen >&4 ;;
		"outer ask "*) echo "${line#outer ask }" >/run/asked ;;
		"outer "*) outer_counts "${line#outer }" ;;
		esac
	done
}

# attend - do what a guest that is moved has asked for since the last time, and answer:
# "NUMBER ok|failed TIME", this guest's clock in ns. Its way of asking, the answer and
# the events are functions of dom0-move.sh and l1-move.sh.
attend() {
	[ -n "$MOVES" ] && ask=$(asked) && [ -n "$ask" ] && [ "$ask" != "$attended" ] || return 0
	attended=$ask
	send "# $TITLE: $ask"
	how=failed
	# shellcheck disable=SC2086 # an event and its words
	! event_${ask#* } </dev/null >/run/said 2>&1 || how=ok
	sed '/xc: progress/d; s/^/# /' /run/said >&3
	send "# $TITLE: $how"
	answer "${ask%% *} $how"
}

# await_copy BEGUN - wait for what the copy of a guest says (copy_says): ok, or what is
# wrong, and the time it has from its host, unless it has none. That lies between now and
# BEGUN, when the copy was started, by the outer guest's clock, give or take a second.
await_copy() {
	give_up=$(($(cut -d. -f1 /proc/uptime) + 150))
	until says=$(copy_says) && [ -n "$says" ]; do
		[ "$(cut -d. -f1 /proc/uptime)" -lt $give_up ] || break
		sleep 0.5
	done
	now=$(date +%s%N)
	echo "the copy: ${says:-nothing in 150 s}; this guest's clock: $now"
	case $says in "ok untimed") return ;; "ok "*) ;; *) return 1 ;; esac
	[ "${says#ok }" -gt $(($1 - 1000000000)) ] && [ "${says#ok }" -lt $((now + 1000000000)) ]
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
# NAME KERNEL INITRD APPEND ARGS MOVES FIRST LIMIT (see lib/image.py);
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
			note "$TITLE" starts
			ended=
			rm -f /run/spoken /run/asked
			"$1"
			mark "end guest $TITLE"
			note "$TITLE" ended "$ended"
			if [ $try = 3 ] || ! entered_twice; then break; fi
			send "guest $TITLE again emulator delivered an interrupt twice"
			mv "$LOGS/$NAME.console" "$LOGS/$NAME.console.$try"
		done
		send "guest $TITLE exit $ended"
	done
}
