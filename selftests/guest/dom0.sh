# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC1090,SC1091,SC2034
#
# Xen's dom0: start the daemons, run the domains one after another. A domain's
# console is written to the host's logs by xenconsoled. Its result channel is
# a vchan (a page shared with dom0), read here and passed on. One whose kernel makes
# no use of Xen has serial ports for both (PORTS), which its device model serves.

. /pvshim/guest/outer.sh
. /pvshim/guest/dom0-move.sh

start_daemons() {
	mkdir -p /run/xen /run/xenstored /run/lock /var/lib/xen /var/lib/xenstored /var/log/xen
	mount -t xenfs xenfs /proc/xen
	xenstored --pid-file=/run/xenstored.pid 3>&-
	xen-init-dom0
	xenconsoled --log=guest --log-dir="$LOGS" --pid-file=/run/xenconsoled.pid 3>&-
}

# A trace of all VM exits from the word "begin" to the word "end"
outer_counts() {
	trace=/run/$NAME.trace
	case $1 in
	*_begin)
		xentrace -D -S 256 -e 0x81000 "$trace" 3>&- &
		tracer=$!
		for counter in exits hypercalls; do send "fact outer_$1_$counter 0"; done
		;;
	*_end)
		kill "$tracer"
		wait "$tracer"
		perl /pvshim/guest/vmexits.pl <"$trace" | while read -r counter value; do
			send "fact outer_$1_$counter $value"
		done
		rm "$trace"
		;;
	esac
}

# serial_ports - console and channel. A device model after the other goes on with both.
serial_ports() {
	cat <<CFG
device_model_args_hvm = [ "-chardev", "file,id=console,path=$LOGS/$NAME.console,append=on" ]
serial = [ "chardev:console", "pipe:/run/$NAME.port" ]
CFG
}

config() {
	cat <<CFG
name = "$NAME"
kernel = "$KERNEL"
ramdisk = "$INITRD"
extra = "$APPEND"
on_poweroff = "destroy"
on_reboot = "destroy"
on_crash = "destroy"
$(printf '%s\n' "$ARGS" | tr ';' '\n')
$([ "$PORTS" != serial ] || serial_ports)
CFG
}

# say_xl GUEST FACT - what xl thinks, as facts of a guest that no test checks
say_xl() {
	cell="cell $1 xl"
	shift
	send "$cell begin"
	send "fact xl_version $(xl info | awk '$1 == "xen_major" { major = $3 }
		$1 == "xen_minor" { print major "." $3 }')"
	[ -z "$1" ] || send "fact xl_domain $1"
	send "$cell end 0"
}

# "pvh 2 vCPUs"
xl_domain() {
	xl list -l "$NAME" | awk -F '[":, ]+' '$2 == "type" && !type { type = $3 }
		$2 == "max_vcpus" { vcpus = $3 }
		END { print type, vcpus, "vCPUs" }'
}

connect() {
	pass_on <"/run/$NAME.fifo" &
	passes=$!
	proxy=
	[ "$PORTS" != serial ] || return 0
	vchan-socket-proxy --mode=client "$domid" \
		"/local/domain/$domid/data/pvshim" - <&4 >"/run/$NAME.fifo" &
	proxy=$!
}

# The proxy does not notice when a domain dies without closing its end.
disconnect() {
	[ -z "$proxy" ] || kill "$proxy" 2>/dev/null
	wait "$passes"
}

# Wait until the domain has gone by itself, and say how it went: xl, which stays
# behind and removes it, logs the reason that the domain gave Xen.
wait_gone() {
	reason=
	pause=$([ -n "$MOVES" ] && echo 1 || echo 2)
	started=$(cut -d. -f1 /proc/uptime)
	while xenstore-exists "/local/domain/$domid"; do
		if overdue $(($(cut -d. -f1 /proc/uptime) - started)); then
			xl destroy "$NAME"
			return
		fi
		attend
		if halted; then
			xl destroy "$NAME"
			break
		fi
		sleep "$pause"
	done
	[ -n "$reason" ] || reason=$(cat "/var/log/xen/xl-$NAME"*.log |
		sed -n "s/^Domain $domid has shut down, reason code \([0-9]*\) .*/\1/p" | tail -n 1)
	case $reason in
	0) ended=clean ;;
	1) ended="a reboot" ;;
	3) ended="a crash, as Xen has it" ;;
	*) ended="shutdown reason ${reason:-unknown}" ;;
	esac
}

one_guest() {
	config >"/run/$NAME.cfg"
	if [ "$MODE" = carry ]; then
		xl create -c "/run/$NAME.cfg"
		return
	fi
	cp "/run/$NAME.cfg" "$LOGS/$NAME.cmdline"
	rm -f "$LOGS/guest-$NAME"*.log # of another run; it would go on
	mkfifo "/run/$NAME.fifo" "/run/$NAME.port.in"
	ln -s "$NAME.fifo" "/run/$NAME.port.out"
	if ! xl create -p "/run/$NAME.cfg" 3>&-; then
		ended="xl create failed"
		return
	fi
	domid=$(xl domid "$NAME")
	say_xl "$TITLE" "$(xl_domain)"
	connect
	# what serves the port is not the same after a move, its reader is
	[ "$PORTS" != serial ] || exec 5<>"/run/$NAME.fifo"
	xl unpause "$NAME"
	wait_gone
	exec 5>&-
	disconnect
	rm "/run/$NAME.fifo" "/run/$NAME.port.in" "/run/$NAME.port.out"
	[ "$PORTS" = serial ] || gather_console
}

if [ "${1:-}" != inside ]; then
	enter_root
	echo "cannot enter its root file system"
	exit 1
fi
PATH=/usr/lib/xen/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec 4<>/run/answer
start_daemons
say_xl "$GUEST" ""
each_inner one_guest
