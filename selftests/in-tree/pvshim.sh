#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2317 # called by check
#
# The test that goes into the kernel's tree (tools/testing/selftests/pvshim): each
# operation is bound to native and to every provider that can serve it, bad requests
# are refused and change nothing, and in the end all is as it was. Needs root; on a
# machine that is not a guest everything is native.

dir=/sys/kernel/pvshim
count=0
status=0

# result ok|"not ok" TEXT
result() {
	count=$((count + 1))
	echo "$1 $count $2"
	[ "$1" = ok ] || status=1
}

# check TEXT COMMAND...
check() {
	text=$1
	shift
	if "$@"; then result ok "$text"; else result "not ok" "$text"; fi
}

skip() {
	echo "1..0 # SKIP $1"
	exit 4
}

# bind FILE WORD - try to; reads back what is bound
bind() { echo "$2" 2>/dev/null >"$1"; }
bound_to() { bind "$1" "$2" && [ "$(cat "$1")" = "$2" ]; }
refused() { before=$(cat "$1") && ! bind "$1" "$2" && [ "$(cat "$1")" = "$before" ]; }

one_op() {
	op=${1##*/}
	first=$(cat "$1/provider")
	read -r available <"$1/available"
	# an operation that the kernel's own guest code has stays with it
	[ "$(cat "$1/busy")" = 0 ] || available=native
	for provider in $available; do
		check "$op: $provider" bound_to "$1/provider" "$provider"
	done
	check "$op: no provider of that name" refused "$1/provider" nobody
	check "$op: $first again" bound_to "$1/provider" "$first"
}

[ "$(id -u)" = 0 ] || skip "needs root"
[ -d $dir ] || modprobe pvshim 2>/dev/null
[ -d $dir ] || skip "no pvshim in this kernel"

echo "TAP version 13"
for each in "$dir"/ops/*; do one_op "$each"; done
echo "1..$count"
exit $status
