# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# pvshimctl on a live module: what it shows against sysfs and debugfs, what it
# switches, what it says to a user who is not root, and its exit statuses.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

# exits STATUS TEXT ARGUMENT... - that status, and the text in what it says
exits() {
	wanted=$1 text=$2
	shift 2
	status=0
	said=$(pvshimctl "$@" 2>&1) || status=$?
	echo "$said" # shown if the check fails
	same "$wanted" "$status" && echo "$said" | grep -qF -- "$text"
}
json() { pvshimctl --json "$@" | sed -n "s/^.*\"$member\": \"\\{0,1\\}\\([^\",]*\\).*/\\1/p"; }
member() { # MEMBER ARGUMENT... - its values in what the command prints as JSON
	member=$1
	shift
	json "$@"
}
# What the JSON array "available" of an operation holds, in one line
json_available() {
	pvshimctl ops "$1" --json | sed -n '/"available"/,/]/p' |
		sed -n 's/^ *"\([a-z_0-9]*\)",*$/\1/p' | tr '\n' ' ' | sed 's/ $//'
}
column() { pvshimctl "$1" | awk -v row="$2" -v n="$3" '$1 == row { print $n }'; }
names() { for dir in "$PV/$1"/*; do basename "$dir"; done | sort | tr '\n' ' '; }
listed() { pvshimctl "$1" | awk 'NR > 1 { print $1 }' | sort | tr '\n' ' '; }
# The classes and reasons that debugfs and pvshimctl have for an operation
CLASSES='\(none\|no\|busy\)'
refusals() { sed -n "/^$1:/,/^[a-z]/s/^\t\([^ ]*\): $CLASSES: /\1 \2: /p" $BINDINGS | sort; }
shown_refusals() { pvshimctl ops "$1" | sed -n "s/^  \([^ ]*\) *$CLASSES: /\1 \2: /p" | sort; }
# "OP SCOPE ..." of sysfs and of the table
scopes() { for dir in "$PV"/ops/*; do echo "$(basename "$dir") $(cat "$dir/scope")"; done | sort; }
shown_scopes() { pvshimctl ops | awk 'NR > 1 { print $1, $3 }' | sort; }
# What sysfs and the table say of operations that are busy
busy_ops() { for op in $(kernel_ops); do ! grep -qx 1 "$PV/ops/$op/busy" || echo "$op"; done; }
shown_busy_ops() { pvshimctl ops | awk '$3 == "kernel" && $6 == "yes" { print $1 }'; }
# binds_kernel PROVIDER - done and told, or told that there is nothing that is not busy
binds_kernel() {
	status=0
	said=$(pvshimctl bind --kernel "$1" 2>&1) || status=$?
	echo "$said"
	if all_bound | grep -q " $1\$"; then
		same 0 "$status" && echo "$said" | grep -q ": $1, was native"
	else
		same 1 "$status" && echo "$said" | grep -q "not switched to $1"
	fi
}
all_bound() { for op in $(kernel_ops); do echo "$op $(bound "$op")"; done; }
# all_have PROVIDER - each that it can serve and that is not busy, and of the others none
all_have() {
	for op in $(kernel_ops); do
		wanted=$1
		available "$op" | grep -qw "$1" || wanted=native
		[ "$(bound "$op")" != native ] || ! busy_ops | grep -qx "$op" || continue
		same "$op $wanted" "$op $(bound "$op")" || return 1
	done
}
all_native() {
	pvshimctl bind --kernel native || return 1
	for op in $(kernel_ops); do same "$op native" "$op $(bound "$op")" || return 1; done
}
fits_a_screen() {
	COLUMNS=80 LINES=24 pvshimctl status | awk 'length > 80 { print; bad = 1 }
		END { if (NR > 23) { print NR " lines"; bad = 1 } exit bad }'
}
# A user who is not root
as_user() {
	grep -qs nobody: /etc/passwd ||
		echo 'nobody:x:65534:65534:nobody:/:/bin/sh' >>/etc/passwd
	su -s /bin/sh nobody -c "$*"
}
user_exits() {
	status=0
	said=$(as_user "pvshimctl $3" 2>&1) || status=$?
	echo "$said"
	same "$1" "$status" && echo "$said" | grep -qF -- "$2"
}
bind_refused() { # STATUS REASON OP PROVIDER
	before=$(bound "$3")
	exits "$1" "$2" bind "$3" "$4" && same "$before" "$(bound "$3")"
}

check "not loaded: status exits with 3 and says what to do" \
	exits 3 "modprobe pvshim" status
check "not loaded: bind exits with 3" exits 3 "not loaded" bind yield_to native
check "not loaded: a user gets the same answer" \
	user_exits 3 "not loaded" status

load
pvshimctl status # for the reader of the results
modprobe pvshim_test_provider
check "status: the hypervisor" exits 0 "hypervisor: $(cat $PV/hypervisor)" status
check "status: nothing on standard error" same "" "$(pvshimctl status 2>&1 >/dev/null)"
check "status: fits a screen" fits_a_screen
check "status: no colour where there is no terminal" \
	same "" "$(TERM=xterm pvshimctl status | tr -dc '\033')"
check "providers: all of sysfs" same "$(names providers)" "$(listed providers)"
check "ops: all of sysfs" same "$(names ops)" "$(listed ops)"
check "ops: the scope of each" same "$(scopes)" "$(shown_scopes)"
check "providers: the signature of each" same \
	"$(cat $PV/providers/xen/signature $PV/providers/test/source)" \
	"$(column providers xen 2; member source providers test)"
check "JSON: hypervisor" same "$(cat $PV/hypervisor)" "$(member hypervisor status)"
check "JSON: how often all was verified" \
	same "$(cat $PV/verifications)" "$(member verifications status)"
check "JSON: no reason is missing" same null "$(member reasons_missing status)"

for op in $OPS; do
	check "$op: its provider, in status and ops" same \
		"$(bound "$op") $(bound "$op")" "$(column status "$op" 2) $(column ops "$op" 2)"
	check "$op: JSON has its files" same \
		"$(bound "$op") $(switches "$op") $(available "$op")" \
		"$(member provider ops "$op") $(member switches ops "$op") $(json_available "$op")"
	check "$op: the reasons of debugfs" same "$(refusals "$op")" "$(shown_refusals "$op")"
done

first=$(bound yield_to)
check "bind: done and said" exits 0 "yield_to: test, was $first" bind yield_to test
check "bind: done in sysfs" same test "$(bound yield_to)"
check "bind: once more changes nothing" exits 0 "yield_to: test already" bind yield_to test
check "bind: native, told as JSON" exits 0 '"to": "native"' bind yield_to native --json
check "bind: native in sysfs" same native "$(bound yield_to)"

reason=$(refusals yield_to | sed -n 's/^vmware [a-z]*: //p')
check "bind: a refusal has its reason" bind_refused 1 "${reason:-?}" yield_to vmware
check "bind: no such provider, so the others" bind_refused 1 " test" yield_to nonsense
check "bind: no such operation, so the others" exits 1 "host_time" bind nonsense native
check "bind: half of it is wrong usage" exits 2 "bind OP PROVIDER" bind yield_to

if [ "$(kernel_ops)" ]; then
	check "bind --kernel: done and said" binds_kernel test
	check "bind --kernel: done in sysfs" all_have test
	check "ops: which are busy" same "$(busy_ops)" "$(shown_busy_ops)"
	check "bind --kernel: native again" all_native
else
	check "bind --kernel: none in this kernel" exits 1 CONFIG_PARAVIRT_LATE bind --kernel test
	for name in "bind --kernel: done in sysfs" "ops: which are busy" \
		"bind --kernel: native again"; do
		skip_test "$name" "this kernel has no operations of its own for providers"
	done
fi

# a byte that is no UTF-8, and an escape sequence
check "bind: any word, told as JSON" exits 1 '"op": "st?",' --json bind "$(printf 'st\377')" test
check "bind: any word, told in text" exits 1 "?[2Jst not switched" bind "$(printf '\033[2Jst')" test
mkdir -p /run/sysfs/kernel/pvshim
check "a tree that is not all there is an error" \
	exits 1 "cannot read" --sysfs /run/sysfs status
check "no debugfs: the reasons are those of sysfs" \
	same "$(pvshimctl status)" "$(pvshimctl --debugfs /mnt status)"
check "a user sees what root does" same "$(pvshimctl status)" "$(as_user pvshimctl status)"
check "user: bind exits with 4" user_exits 4 "only root" "bind yield_to test"
check "user: bind changed nothing" same native "$(bound yield_to)"

verified=$(cat $PV/verifications)
# These files came later than pvshimctl.
if [ -e $PV/verify ]; then
	check "verify: all holds" exits 0 "every binding holds" verify
else
	check "verify: not in this pvshim" exits 1 "no such file" verify
fi
check "verify: counted" same $((verified + 1)) "$(member verifications status)"
if [ -e /sys/kernel/debug/pvshim/pv_ops ]; then
	check "pv-ops: shown" exits 0 "native" pv-ops
else
	check "pv-ops: not in this pvshim" exits 1 "pv_ops" pv-ops
fi
check "user: pv-ops exits with 4" user_exits 4 "root" pv-ops
check "support: one file" exits 0 "/run/support is written" support /run/support
check "support: what debugfs has" grep -q "^bindings:\$" /run/support
check "support: what the log has" grep -q "pvshim: provider test registered" /run/support
check "user: support works" user_exits 0 "===== not read =====" "support -"

unload_all
check "unloaded: status exits with 3" exits 3 "not loaded" status
done_testing
