# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Modules with many call sites are loaded and unloaded again and again while whatever else
# patches text does so, too: the function tracer, a kprobe and a live patch, which come and
# go. Then the kernel's own test of static keys; that of static calls runs at boot. Each
# call site is what its key says, and the kernel has not complained.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

ROUNDS=20
[ ! -e /proc/lockdep_stats ] || ROUNDS=5 # a kernel that checks itself takes its time
SITES=/sys/kernel/debug/pvshim_sites
TRACE=/sys/kernel/tracing
PATCHED=/sys/kernel/livepatch/livepatch_sample
over=/run/module-storm-over
rm -f $over

symbol() { awk -v name="$1" '$3 == name { print "0x" $1 }' /proc/kallsyms; }

# rounds MODULE - load and unload it
rounds() {
	n=0
	while [ $n -lt $ROUNDS ]; do
		n=$((n + 1))
		if ! modprobe "$1" || ! modprobe -r "$1"; then
			echo "round $n of $1 failed"
			return 1
		fi
	done
}

# until_over COMMAND... - again and again; notes how often in /run/COMMAND
until_over() {
	n=0
	until [ -e $over ]; do
		"$@" || { echo "$* failed after $n rounds"; return 1; }
		n=$((n + 1))
		echo $n >"/run/$1"
	done
}
tracer() { echo function >$TRACE/current_tracer && echo nop >$TRACE/current_tracer; }
kprobe() { modprobe kprobe_example && rmmod kprobe_example; }
livepatch() {
	modprobe livepatch-sample && echo 0 >$PATCHED/enabled || return
	# until no task runs in the patched function, it cannot go
	while [ -e $PATCHED ]; do sleep 0.1; done
	rmmod livepatch_sample
}
# some COMMAND - it has been done more than once
some() { [ "$(cat "/run/$1" 2>/dev/null || echo 0)" -gt 1 ]; }

check "the sites of the kernel are found" insmod "$MODULES/pvshim_sites.ko" \
	start="$(symbol __start_static_call_sites)" stop="$(symbol __stop_static_call_sites)"
for each in tracer kprobe livepatch; do
	rm -f "/run/$each"
	until_over $each >"/run/$each.log" 2>&1 &
	eval "$each=$!"
done
rounds ext4 >/run/ext4.log 2>&1 &
ext4=$!
check "$ROUNDS times xfs" rounds xfs
check "$ROUNDS times kvm-amd" rounds kvm-amd
wait $ext4
check "$ROUNDS times ext4 beside them: $(cat /run/ext4.log)" test $? = 0
: >$over
# shellcheck disable=SC2154 # by eval
for each in "$tracer tracer" "$kprobe kprobe" "$livepatch livepatch"; do
	wait "${each% *}" || fail "${each#* }" "$(cat "/run/${each#* }.log")"
	fact "storm_${each#* }" "$(cat "/run/${each#* }")"
	check "meanwhile: ${each#* }, $(cat "/run/${each#* }") times" some "${each#* }"
done
check "the kernel's test of static keys" modprobe test_static_keys
check "it goes" modprobe -r test_static_keys
for each in xfs kvm-amd ext4; do check "$each once more" modprobe $each; done
cat $SITES/text >/run/text
check "each of $(wc -l </run/text) call sites is what its key says" refused grep WRONG /run/text
for each in xfs kvm-amd ext4; do check "$each goes" modprobe -r $each; done
check "and pvshim_sites" rmmod pvshim_sites
done_testing
