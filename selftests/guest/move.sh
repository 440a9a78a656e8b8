# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2153,SC3045
#
# Sourced by the test `move`: how it asks the outer guest to save, restore or move this
# guest, and hears that it has happened. A domain of Xen asks in xenstore, with its
# result channel closed until all is over, because a vchan does not survive a move. A
# guest with a serial port asks there.
#
#   begin_moves                the first thing to do
#   happens EVENT...           fails when it fails; `clone` happens in the copy, too
#   is_copy                    whether this is one
#   say_copy TEXT              its last word; does not return
#   outer_ns                   the outer guest's clock after the last event
#   end_moves                  before the test ends

# shellcheck source=selftests/guest/vchan.sh
. /pvshim/guest/vchan.sh

ASKED=/run/asked
ANSWER=/run/answer-to-move

begin_moves() {
	echo 0 >$ASKED
	[ "$CHANNEL" = vchan ] || return 0
	echo "outer hush" >&3
	read -r _ </run/answer # all before it has arrived
	kill "$(pidof vchan-socket-proxy)"
	happens hush
}

end_moves() {
	[ "$CHANNEL" = vchan ] || return 0
	happens talk
	# it outlives the test, whose processes are killed with it
	setsid sh -c '. /pvshim/guest/vchan.sh; serve_vchan' >/dev/console 2>&1 3>&- &
}

ask() {
	if [ "$CHANNEL" = vchan ]; then
		xenstore-write data/ask "$*"
	else
		echo "outer ask $*" >&3
	fi
}

# heard NUMBER - whether there is an answer to it
heard() {
	if [ "$CHANNEL" = vchan ]; then
		xenstore-read data/answer >$ANSWER 2>/dev/null
	else
		# a line that has only half come in its time is lost
		read -r -t 60 line <&3 && echo "$line" >$ANSWER
	fi && grep -q "^$1 " $ANSWER
}

happens() {
	number=$(($(cat $ASKED) + 1))
	echo $number >$ASKED
	ask "$number $*"
	give_up=$(($(cut -d. -f1 /proc/uptime) + 400))
	until heard $number; do
		[ "$(cut -d. -f1 /proc/uptime)" -lt $give_up ] || { echo "no answer"; return 1; }
		sleep 0.2
	done
	! is_copy || return 0
	grep -q "^$number ok " $ANSWER && return
	cat $ANSWER
	return 1
}

is_copy() { grep -q ' copy ' $ANSWER; }
# Until it is destroyed, more than once: what was half read when its reader gave up is lost.
say_copy() {
	while :; do
		if [ "$CHANNEL" = vchan ]; then
			xenstore-write data/copy "$*"
		else
			echo "outer copy $*" >&3
		fi
		sleep 10
	done
}

outer_ns() { sed 's/.* //' $ANSWER; }
