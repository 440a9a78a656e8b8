# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2154
#
# Sourced by dom0.sh: what domains are put through that ask for it (guest/move.sh).
# Images are kept in memory: written to the host's file system, xl fails with EFAULT.

IMAGE=/run/image
AWAY=10 # seconds that a domain is saved or paused

# What it asks and hears is in xenstore: a vchan does not survive a move.
asked() {
	if [ "$PORTS" = serial ]; then
		cat /run/asked 2>/dev/null
	else
		xenstore-read "/local/domain/$domid/data/ask" 2>/dev/null
	fi
}
answer() {
	if [ "$PORTS" = serial ]; then
		echo "$1 $(date +%s%N)" >"/run/$NAME.port.in"
	else
		xenstore-write "/local/domain/$domid/data/answer" "$1 $(date +%s%N)"
	fi
}

# Without vchan; its guest has closed its end.
event_hush() {
	disconnect
	xenstore-rm "/local/domain/$domid/data/pvshim" 2>/dev/null
	return 0
}
event_talk() { connect; }
event_clock() { :; }

# Its daemons must not keep our pipes open.
xl() { command xl "$@" 3>&- 4>&- 5>&-; }

found_again() { domid=$(xl domid "$NAME"); }

event_save() {
	xl save "$NAME" $IMAGE && sleep $AWAY && xl restore $IMAGE && found_again
	restored=$?
	rm $IMAGE
	return $restored
}

event_checkpoint() {
	xl save -c "$NAME" $IMAGE
	saved=$?
	rm $IMAGE
	return $saved
}

# To this very host: what xl would reach by ssh is a program here.
event_migrate() {
	printf '#!/bin/sh\nexec xl migrate-receive\n' >/run/receive
	chmod +x /run/receive
	xl migrate -s "" "$NAME" /run/receive && found_again
}

# A copy of it runs beside it, and says how it fares.
event_clone() {
	xl save -c "$NAME" $IMAGE &&
		sed 's/^name = .*/name = "copy"/' "/run/$NAME.cfg" >/run/copy.cfg &&
		begun=$(date +%s%N) &&
		xl restore /run/copy.cfg $IMAGE && copy=$(xl domid copy)
	restored=$?
	rm $IMAGE
	[ $restored = 0 ] || return
	xenstore-write "/local/domain/$copy/data/answer" "${ask%% *} copy $(date +%s%N)"
	await_copy "$begun"
	fared=$?
	xl destroy copy
	return $fared
}
copy_says() { xenstore-read "/local/domain/$copy/data/copy" 2>/dev/null; }

# halted - whether the domain has shut down, with $reason. The process of xl that should
# remove it then takes a checkpoint for its end.
halted() {
	[ -n "$MOVES" ] || return 1
	reason=$(xl list -v "$NAME" | awk 'NR == 2 && $5 ~ /s/ { print $8 }')
	[ -n "$reason" ]
}

event_pause() { xl pause "$NAME" && sleep $AWAY && xl unpause "$NAME"; }

# More vCPUs than the host has CPUs is what xl warns of.
event_vcpus() { xl vcpu-set --ignore-host "$NAME" "$1"; }

# gather_console - a domain has another name while it migrates, and another log then
gather_console() {
	cat "$LOGS/guest-$NAME.log" "$LOGS/guest-copy.log" "$LOGS/guest-$NAME--incoming.log" \
		>"$LOGS/$NAME.console" 2>/dev/null
	rm -f "$LOGS/guest-$NAME.log" "$LOGS/guest-copy.log" "$LOGS/guest-$NAME--incoming.log"
}
