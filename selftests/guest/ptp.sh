# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced by tests of pvshim_ptp: its clock, and chronyd that follows it.
#
#   clock_name             ptp0, ...; nothing where there is no clock of ours
#   there CLOCK            whether that is it
#   clock_ns               what the clock shows
#   ahead_ns               by how much the system's clock is ahead of it
#   set_wrong SECONDS      the system's clock, so much ahead of it
#   right_within NS SECONDS     waits for the system's clock to be as right as that
#   start_chronyd          by the clock that is there
#   chrony_says KEY        a line of `chronyc tracking`, its number in nanoseconds
#   stop_chronyd

CHRONY=/run/chrony

clock_name() {
	for each in /sys/class/ptp/ptp*; do
		[ "$(cat "$each/clock_name" 2>/dev/null)" != "pvshim host time" ] ||
			echo "${each##*/}"
	done
}
there() { same "$1" "$(clock_name)"; }
clock_ns() {
	phc_ctl "/dev/$(clock_name)" get 2>/dev/null |
		sed -n 's/.*clock time is \([0-9]*\)\.\([0-9]\{9\}\) .*/\1\2/p' | drop_zeros
}
drop_zeros() { sed 's/^0*\(.\)/\1/'; }
ahead_ns() {
	phc_ctl "/dev/$(clock_name)" cmp 2>/dev/null |
		sed -n 's/.*offset from CLOCK_REALTIME is \(-*[0-9]*\)ns.*/\1/p'
}
set_wrong() { date -s "@$(($(clock_ns) / 1000000000 + $1))" >/dev/null; }
right_within() {
	give_up=$(($(uptime_s) + $2))
	while ahead=$(ahead_ns) && { [ -z "$ahead" ] || [ "${ahead#-}" -gt "$1" ]; }; do
		[ "$(uptime_s)" -lt $give_up ] || { echo "$ahead ns ahead after $2 s"; return 1; }
		sleep 0.5
	done
}

start_chronyd() {
	mkdir -p $CHRONY
	chmod 750 $CHRONY # else it has no socket there
	echo root:x:0:0::/:/bin/sh >/etc/passwd
	cat >/run/chrony.conf <<-CONF
		refclock PHC /dev/$(clock_name) poll 0 dpoll -2
		makestep 0.1 -1
		user root
		port 0
		cmdport 0
		pidfile /run/chronyd.pid
		bindcmdaddress $CHRONY/chronyd.sock
	CONF
	chronyd -d -f /run/chrony.conf >/run/chronyd.log 2>&1 &
	chronyd_pid=$!
}
chrony_says() {
	chronyc -h $CHRONY/chronyd.sock tracking |
		awk -F ' *: *' -v key="$1" '$1 == key { printf "%.0f\n", $2 * 1000000000 }'
}
stop_chronyd() {
	kill "$chronyd_pid"
	wait "$chronyd_pid"
}
