# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1090,SC1091,SC2034
#
# The KVM host inside the emulated machine: run its guests one after another.
# Their channel (second serial port) is QEMU's standard output, which is passed on
# to this guest's own channel; their consoles go to the host's logs.

. /pvshim/guest/outer.sh
. /pvshim/guest/l1-move.sh

# KVM's own statistics. A test that wants to know something per call takes the difference.
outer_counts() {
	for counter in exits hypercalls halt_exits irq_exits; do
		value=$(cat /sys/kernel/debug/kvm/$counter 2>/dev/null) || continue
		send "fact outer_$1_$counter $value"
	done
}

one_guest() {
	eval "set -- $ARGS"
	if [ "$MODE" = carry ]; then
		setsid -c "$@" </dev/console >/dev/console 2>&1
		return
	fi
	printf '%s\n' "$ARGS" >"$LOGS/$NAME.cmdline"
	mkfifo "/run/$NAME.fifo"
	pass_on <"/run/$NAME.fifo" &
	qemu=
	if [ -n "$MOVES" ]; then
		start_moving "$@"
	else
		"$@" </dev/null >"/run/$NAME.fifo" 2>"$LOGS/$NAME.stderr" &
		qemu=$!
	fi
	await_end
}

# await_end - of $qemu, which is another one after a move; sets $ended, stops what is
# overdue
await_end() {
	started=$(cut -d. -f1 /proc/uptime)
	while kill -0 "$qemu" 2>/dev/null; do
		if overdue $(($(cut -d. -f1 /proc/uptime) - started)); then
			kill "$qemu"
			break
		fi
		attend
		sleep 1
	done
	wait "$qemu"
	status=$?
	[ -z "$MOVES" ] || stop_moving
	wait # for the last words
	case $ended$status in
	0) ended=clean ;;
	[0-9]*) ended="status $status" ;;
	esac
	rm "/run/$NAME.fifo"
}

if [ "${1:-}" != inside ]; then
	enter_root
	echo "cannot enter its root file system"
	exit 1
fi
PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ -e /dev/kvm ] || { echo "no /dev/kvm in this guest"; exit 1; }
exec 4<>/run/answer
each_inner one_guest
