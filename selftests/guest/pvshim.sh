# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2120,SC2153
#
# Sourced by the tests of the module itself: its files, by short names. OPS, the
# names in include/pvshim/ops-list.h, comes with the guest's boot files.

PV=/sys/kernel/pvshim
BINDINGS=/sys/kernel/debug/pvshim/bindings
CONSUMER=/sys/kernel/debug/pvshim_consumer

NR_OPS=$(echo "$OPS" | wc -w)
# without them, loops over them would test nothing
[ "$NR_OPS" -gt 0 ] || { diag "no operation is known"; exit 1; }

# A part of the kernel is always there: then loading it is to bind what it bound at
# boot, or nothing.
AT_BOOT=/run/bound-at-boot
built_in() { [ -d $PV ] && gone pvshim; }
bind_again() { # LINES "OP PROVIDER"
	echo "$1" | while read -r op provider; do bind_op "$op" "$provider" || return; done
}
load() {
	if ! built_in; then
		modprobe pvshim "$@"
		return
	fi
	case $* in
	"") bind_again "$(cat $AT_BOOT)" ;;
	autobind=0) bind_again "$(sed 's/ .*/ native/' $AT_BOOT)" ;;
	*) echo "it is built in: no parameters"; return 1 ;;
	esac
}

# The operations whose call sites are the kernel's own, on a kernel that has some
kernel_ops() { ops_with scope kernel; }

# ops_with FILE WORD - the operations whose file says that
ops_with() {
	for path in "$PV"/ops/*/"$1"; do
		if [ -e "$path" ] && read -r shown <"$path" && [ "$shown" = "$2" ]; then
			path=${path%/*}
			echo "${path##*/}"
		fi
	done
}

# Unload what a test has left behind, the users first.
unload_all() {
	! built_in || for each in $(kernel_ops); do bind_op "$each" native; done
	for module in pvshim_ptp pvshim_consumer pvshim_test_provider pvshim_bench acme pvshim; do
		gone $module || rmmod $module || return 1
	done
}

# The kernel's log since the last `log_mark`.
log_mark() {
	log_marks=$((${log_marks:-0} + 1))
	log_from="pvshim-mark $$ $log_marks"
	echo "$log_from" >/dev/kmsg
}
log_since() { dmesg | sed "1,/$log_from\$/d"; }
logged() {
	log_since | grep -qF -- "$1" && return
	echo "not in the log: $1"
	log_since
	return 1
}

same() { [ "$1" = "$2" ] || { echo "expected '$1', found '$2'"; return 1; }; }
refused() { ! "$@" || { echo "was not refused: $*"; return 1; }; }

# show FILE - its only line. Without a process, each of which takes a fifth of a second
# below a hypervisor that is itself emulated.
show() { IFS= read -r shown <"$1" && echo "$shown"; }

uptime_s() { cut -d. -f1 /proc/uptime; }

bound() { show "$PV/ops/$1/provider"; }
# "OP=PROVIDER ...", all that is bound
bindings() {
	for op in $OPS; do
		printf '%s=' "$op"
		bound "$op"
	done | tr '\n' ' '
}
bind_op() { echo "$2" >"$PV/ops/$1/provider"; }
switches() { show "$PV/ops/$1/switches"; }
available() { show "$PV/ops/$1/available"; }
# Providers other than native that can serve an operation here.
served_by() {
	for each in $(available "$1"); do
		[ "$each" = native ] || echo "$each"
	done
}

# site OP - sets $site and $reading to what the consumer tells of its site: "BYTES", and
# "xor", "nop", "unknown" or "call SYMBOL"
site() {
	while read -r line; do
		case $line in "$1 "*" call "*)
			reading="call ${line##* call }"
			reading=${reading%% \[*}
			line=${line%% call *}
			;;
		"$1 "*)
			reading=${line##* }
			line=${line% *}
			;;
		*) continue ;;
		esac
		site=${line#"${line%[0-9a-f][0-9a-f] ?? ?? ?? ??}"}
		return
	done <$CONSUMER/sites
	return 1
}
form() { site "$1" && echo "$reading"; }
bytes() { site "$1" && echo "$site"; }

# What a native site of an operation consists of, in the words of form().
native_form() {
	IFS= read -r shown <"$PV/ops/$1/native_form" || return
	case $shown in
	call) echo "call pvshim_native_$1" ;;
	*) echo "$shown" ;;
	esac
}

verify() { echo 1 >$PV/verify; }

# What /proc/stat says was stolen from a CPU; it counts in ticks of 10 ms.
stat_steal_ns() { awk -v c="cpu$1" '$1 == c { printf "%.0f\n", $9 * 10000000 }' /proc/stat; }

calls_work() { grep -q '^host_time ' $CONSUMER/call; }
# result OP [CPU] - what the consumer reads through the operation
result() { grep "^$1 ${2:-}" $CONSUMER/call | head -n1 | cut -d' ' -f3; }

if built_in && [ ! -e $AT_BOOT ]; then
	for op in $OPS; do echo "$op $(bound "$op")"; done >$AT_BOOT
fi

# All of a suspend to idle but the sleep itself: the kernel waits a second instead,
# because a virtual machine may lack an alarm to wake it.
suspend() {
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	echo freezer >/sys/power/pm_test && echo freeze >/sys/power/state
}

# All of a hibernation until the image would be made.
hibernation_until_the_image() {
	echo core >/sys/power/pm_test && echo disk >/sys/power/state
}
