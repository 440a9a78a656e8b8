# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash disable=SC2154,SC2086
#
# One thing after the other, each in its time. What hangs is left behind, and a machine that
# hangs as a whole is ended by a watchdog: the next boot tells how far it came.

: >/run/steps
: >/run/left-out
: >/run/loads
FED=120 # seconds in which the watchdog must be fed

watch_over() {
	BUDGET=240
	! word long || BUDGET=1700
	BUDGET=$(patience $BUDGET) FED=$(patience $FED)
	modprobe softdog soft_margin=$FED soft_panic=1 || return 0
	watchdog -t 10 -T $FED /dev/watchdog
}

mode() { if word long; then echo long; elif word quick; then echo quick; else echo short; fi; }

# step NAME LIMIT COMMAND... - in a process of its own
step() {
	name=$1 limit=$(patience "$2")
	shift 2
	if grep -qx "$PVSHIM_KERNEL $name" /run/skip; then
		leave_out "$name" "the kernel died in it in the run before"
		said=skipped
		return
	fi
	say "$name"
	progress "begin $name"
	begun=$(now)
	rm -f /run/step
	{ "$@"; echo $? >/run/step.new; mv /run/step.new /run/step; } &
	pid=$!
	while [ ! -e /run/step ] && [ $(($(now) - begun)) -lt "$limit" ]; do
		usleep 200000
	done
	said=hung
	if [ -e /run/step ]; then said=$(cat /run/step); else kill -KILL $pid; fi
	progress "end $name $said"
	echo "$name $said $(($(now) - begun))" >>/run/steps
}

# leave_out NAME REASON
leave_out() {
	echo "$*" >>/run/left-out
}

# What pvshim is without the module, and whether the kernel takes the module. Where not,
# the tests are left out, and the report has the first.
inspect_and_load() {
	UNUSABLE=
	step inspect 60 inspect
	step load 60 load_once
	case $said in
	0) ;;
	hung) UNUSABLE="loading it did not come to an end" ;;
	skipped) UNUSABLE="loading it hung in the run before" ;;
	*) UNUSABLE=$(refusal) ;;
	esac
	[ -z "$UNUSABLE" ] || say "the module cannot be used: $UNUSABLE"
}

inspect() { pvshimctl inspect >/run/inspect 2>&1; }
load_once() { /sbin/modprobe pvshim 2>/run/load && /sbin/rmmod pvshim; }

# refusal - the kernel's reason, pvshim's own, or modprobe's
refusal() {
	if dmesg | grep -q 'unsigned module'; then
		echo "the kernel is locked down, and pvshim is not signed"
	else
		dmesg | sed -n '/taint/d; s/.*\] pvshim: //p' | tail -n 1 | grep . ||
			sed -n 's/^modprobe: ERROR: //; $p' /run/load
	fi
}

# run_list - field/tests, as far as there is time
run_list() {
	grep -v '^#' /pvshim/field/tests >/run/list
	while read -r test how limit rest <&4; do
		case $how in
		no) leave_out "$test" "$limit $rest" ;;
		*) unusable "$test" && continue ;;
		esac
		case $how in
		long) when "$(mode)" = long "$test" "$limit" ;;
		short) when "$(mode)" != quick "$test" "$limit" ;;
		quick) timely "$test" "$limit" ;;
		esac
	done 4</run/list
}

# unusable NAME - left out, because the module is
unusable() {
	[ -n "$UNUSABLE" ] || return
	leave_out "$1" "it needs the module: $UNUSABLE"
}

# when MODE OPERATOR OTHER NAME LIMIT
when() {
	if test "$1" "$2" "$3"; then
		timely "$4" "$5"
	else
		leave_out "$4" "not in a $1 run"
	fi
}

# timely NAME LIMIT
timely() {
	if [ "$(now)" -gt "$BUDGET" ]; then
		leave_out "$1" "no time was left after $BUDGET s"
		return
	fi
	planted "$1"
	step "$1" $(($2 + 30)) run_test "$1" "$1.sh" "$(patience "$2")"
}

# planted NAME - for the tests of the kit, in the middle of the list
planted() {
	[ "$1" = values ] || return
	if word field.hang; then step hang 5 sleep 3600; fi
	if word field.panic; then step panic 5 sh -c 'echo c >/proc/sysrq-trigger; sleep 60'; fi
}
