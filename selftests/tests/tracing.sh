# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What Documentation/tracing.rst shows: bpftrace and perf at pvshim's tracepoints, run from
# Debian's root file system, against the files of tracefs and what was really switched.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

ROOT=/host
EXAMPLES=/pvshim/examples
SAID=/run/said

enter() {
	mkdir -p $ROOT
	mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,ro,cache=loose root $ROOT ||
		return
	for dir in /dev /proc /sys /run; do mount --rbind $dir $ROOT$dir || return; done
	mount -t tmpfs tmp $ROOT/tmp
	mkdir -p $ROOT/tmp/examples && cp $EXAMPLES/* $ROOT/tmp/examples
}
inside() { chroot $ROOT /usr/bin/env HOME=/tmp PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
# says TEXT - bpftrace, as long as it runs; it takes a while to begin
says() {
	while [ -e "/proc/$tracer/exe" ]; do
		! grep -q "$1" $SAID || return 0
		sleep 0.5
	done
	echo "no '$1' in:"
	cat $SAID
	return 1
}
# follow SCRIPT - bpftrace, in the background, whose words are in $SAID; end_it ends it
follow() {
	inside bpftrace -B none "/tmp/examples/$1" >$SAID 2>&1 &
	tracer=$!
}
end_it() {
	# that of this test's own root
	for each in /proc/[0-9]*; do
		[ "$(cat "$each/comm" 2>/dev/null)" != bpftrace ] || kill -INT "${each#/proc/}"
	done
	wait
}
count_probes() {
	set -- "$PV"/providers/*
	echo $(($# * $(find "$PV"/ops/* -type d | wc -l)))
}
switch_twice() { bind_op yield_to test && bind_op yield_to native; }
perf_lists() {
	inside perf list --no-desc 'pvshim:*' 2>/dev/null | grep -o 'pvshim:[a-z_]*' | sort -u |
		tr '\n' ' '
}
perf_counts() {
	inside perf stat -a -x, -o $SAID -e pvshim:pvshim_probe -- \
		sh -c "echo 1 >$PV/verify" && cut -d, -f1 $SAID | grep -x '[0-9]\+'
}
perf_records() {
	inside perf record -q -a -o /run/perf.data -e pvshim:pvshim_bind -- sh -c \
		"echo test >$PV/ops/yield_to/provider; echo native >$PV/ops/yield_to/provider" &&
		inside perf script -i /run/perf.data -F comm,event,trace >$SAID
}

check "the root file system" enter
check "load" load autobind=0
modprobe pvshim_test_provider
check "perf lists the tracepoints" \
	same "pvshim:pvshim_bind pvshim:pvshim_detect pvshim:pvshim_probe " "$(perf_lists)"
check "perf stat: one probe for each operation of each provider" \
	same "$(count_probes)" "$(perf_counts)"
check "perf record: the switches" perf_records
diag "$(cat $SAID)"
check "perf script: there" grep -q 'pvshim:pvshim_bind: *op=yield_to from=native to=test' $SAID
check "perf script: and back" grep -q 'pvshim:pvshim_bind: *op=yield_to from=test to=native' $SAID

follow pvshim-switches.bt
check "bpftrace: switches, begun" says OPERATION
check "two switches" switch_twice
check "bpftrace: there" says 'yield_to  *native  *test  *sh'
check "bpftrace: and back" says 'yield_to  *test  *native  *sh'
end_it
diag "$(cat $SAID)"
check "bpftrace: no others" same 2 "$(grep -c yield_to $SAID)"

follow pvshim-probes.bt
check "bpftrace: probes, begun" says counting
check "everything is probed again" verify
end_it
diag "$(cat $SAID)"
check "bpftrace: one probe for each operation of each provider" same "$(count_probes)" \
	"$(sed -n 's/^@probes.*: //p' $SAID | awk '{ sum += $1 } END { print sum }')"
check "bpftrace: native can all" same "@probes[native, 0]: $(echo "$OPS" | wc -w)" \
	"$(grep 'probes\[native' $SAID)"
check "unload" unload_all
# guests inside this one want it, too
check "the root file system is left" umount -l $ROOT
done_testing
