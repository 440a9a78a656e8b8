# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086,SC2154
#
# Sourced by l1.sh: what KVM guests are put through that ask for it (guest/move.sh). One
# QEMU after the other has the guest; each has a generation ID of its own, by which the
# guest hears that it is somewhere else. Descriptors 7 and 8 are the monitor (QMP) of the
# present one. A loop of this guest's own makes the vCPUs wait for a CPU.

STATE=/run/state.qcow2
AWAY=10 # seconds that a guest is stopped or goes on before its past comes back

asked() { cat /run/asked 2>/dev/null; }
answer() { echo "$1 $(date +%s%N)" >"/run/$NAME.port.in"; }

event_clock() { :; }

# Nothing but the place where QEMU keeps what savevm saves.
new_disk() { qemu-img create -q -f qcow2 "$1" 1M; }

# start_moving ARGS... - the first QEMU of a guest, with the whole command line
start_moving() {
	qemus=0 disk=$STATE
	new_disk $STATE
	mkfifo "/run/$NAME.port.in"
	ln -s "$NAME.fifo" "/run/$NAME.port.out"
	exec 5<>"/run/$NAME.fifo" # who writes there comes and goes
	start_qemu "$@"
	monitor $qemus
	(while :; do :; done) &
	load=$!
}

stop_moving() {
	exec 5>&- 7>&- 8>&-
	kill "$load"
	rm -f /run/monitor.* "/run/$NAME.port.in" "/run/$NAME.port.out" $STATE
}

# start_qemu ARGS... - sets $qemu
start_qemu() {
	qemus=$((qemus + 1))
	mkfifo /run/monitor.$qemus.in /run/monitor.$qemus.out
	"$@" -device vmgenid,guid="$(cat /proc/sys/kernel/random/uuid)" \
		-drive "if=none,id=state,format=qcow2,file=$disk" \
		-chardev pipe,id=monitor,path=/run/monitor.$qemus \
		-mon chardev=monitor,mode=control \
		</dev/null >>"$LOGS/$NAME.stderr" 2>&1 3>&- 4>&- 5>&- 7>&- 8>&- &
	started_qemu=$!
	qemu=${qemu:-$started_qemu}
}

# monitor NUMBER - of the QEMU of this number, from now on
monitor() {
	exec 7<>"/run/monitor.$1.in" 8<>"/run/monitor.$1.out"
	read -r _ <&8 # it introduces itself
	qmp '"qmp_capabilities"'
}

# qmp COMMAND - prints the answer; fails with an error
qmp() {
	echo "{\"execute\": $1}" >&7
	while read -r line <&8; do
		case $line in
		'{"return"'*) echo "$line"; return ;;
		'{"error"'*) echo "$1: $line"; return 1 ;;
		esac
	done
}
hmp() {
	said=$(qmp "\"human-monitor-command\", \"arguments\": {\"command-line\": \"$1\"}") || return
	case $said in *'"return": ""'*) ;; *) echo "$1: $said"; return 1 ;; esac
}

# Until it runs, what is sent to the guest is lost: its port's state is yet to come.
await_running() {
	until qmp '"query-status"' | grep -q '"running": true'; do sleep 0.5; done
}

event_pause() { qmp '"stop"' && sleep $AWAY && qmp '"cont"'; }

event_loadvm() { hmp "savevm state" && sleep $AWAY && hmp "loadvm state"; }

# leave - the present QEMU ends, the one that was started last has the guest
leave() {
	qmp '"quit"'
	wait "$qemu"
	qemu=$started_qemu
	monitor $qemus && await_running
}

event_reload() {
	eval "set -- $ARGS"
	hmp "savevm state" && qmp '"quit"' || return
	wait "$qemu"
	qemu=
	start_qemu "$@" -loadvm state
	monitor $qemus && await_running
}

# event_migrate [ARGS...] - to a second QEMU, with further arguments
event_migrate() {
	further=$*
	eval "set -- $ARGS"
	# shellcheck disable=SC2086 # words
	start_qemu "$@" $further -incoming unix:/run/incoming
	until [ -S /run/incoming ]; do sleep 0.5; done
	migrate_to unix:/run/incoming && leave
}
# migrate_to WHERE - from a guest that runs: one that is stopped arrives stopped
migrate_to() {
	qmp '"migrate-set-parameters", "arguments": {"downtime-limit": 60000}' &&
		qmp "\"migrate\", \"arguments\": {\"uri\": \"$1\"}" || return
	while :; do
		case $(qmp '"query-migrate"') in
		*'"status": "completed"'*) return ;;
		*'"status": "failed"'*) echo "migration failed"; return 1 ;;
		esac
		sleep 1
	done
}

# A copy of it runs beside it, and says how it fares.
event_clone() {
	migrate_to "exec:cat >/run/image" && qmp '"cont"' || return
	mkfifo /run/copy.port.in /run/copy.port.out
	exec 9<>/run/copy.port.out
	eval "set -- $(echo "$ARGS" | sed "s,path=/run/$NAME.port,path=/run/copy.port,")"
	new_disk /run/copy.qcow2
	disk=/run/copy.qcow2
	begun=$(date +%s%N)
	start_qemu "$@" -incoming "exec:cat /run/image"
	disk=$STATE
	await_copy "$begun"
	fared=$?
	kill $started_qemu
	wait $started_qemu
	exec 9>&-
	rm /run/copy.* /run/image
	return $fared
}
# The answer that it waits for is lost until it runs, and for ever if its QEMU has ended.
copy_says() {
	echo "${ask%% *} copy $(date +%s%N)" 1<>/run/copy.port.in
	timeout 2 grep -m 1 '^outer copy ' <&9 | sed 's/outer copy //'
}

# A host that has less to offer.
event_poorer() { event_migrate -cpu "$POORER"; }
