# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash disable=SC1091,SC2154
#
# What every PID 1 of a guest does, whatever has booted it: mounts, and one test at a time,
# with its results on the descriptor 3. $GUEST names the guest there.

mount_all() {
	mount -t devtmpfs dev /dev
	mount -t proc proc /proc
	mount -t sysfs sys /sys
	mount -t debugfs debugfs /sys/kernel/debug
	mount -t tracefs tracefs /sys/kernel/tracing
	mount -t tmpfs tmp /tmp
	mount -t tmpfs run /run
	mkdir -p /dev/pts /dev/shm
	mount -t devpts devpts /dev/pts
	mount -t tmpfs shm /dev/shm
}

send() { echo "$*" >&3; }
mark() { echo "<4>pvshim-test: $*" >/dev/kmsg; }
comment() { while IFS= read -r line; do echo "# $line"; done; }
now() { cut -d. -f1 /proc/uptime; }

# run_test NAME SCRIPT TIMEOUT - the test gets its own shell and process group;
# what it prints outside the functions of lib.sh becomes diagnostic lines
run_test() {
	cell="cell $GUEST $1"
	send "$cell begin"
	mark "begin $1"
	start=$(now)
	export PVSHIM_TEST="$1"
	{
		# shellcheck disable=SC2016 # for the inner shell
		setsid timeout -k 5 "$3" sh -c '
			. /pvshim/guest/lib.sh
			. "/pvshim/tests/$0"' "$2" 2>&1 </dev/null &
		wait $!
		echo $? >/run/status
		kill -KILL -- -$! 2>/dev/null # what it left behind
	} | comment >&3
	status=$(cat /run/status)
	[ $(($(now) - start)) -lt "$3" ] || [ "$status" = 0 ] || status=timeout
	mark "end $1"
	send "$cell end $status"
}
