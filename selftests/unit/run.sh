#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Build and run the host-side tests: nested KTAP on stdout, one record per
# program in build/results.d/unit.json, exit status 0 if all of it is well.
# Usage: run.sh [FUZZ_RUNS], per process of the detector's; two processes run. Those of
# libFuzzer get a fifth each.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
build=$here/../../build
# what was built in the root of scripts/in-root does not run beside it
out=$build/unit
[ -e /etc/pvshim-root ] || out=$build/unit-here
results=$build/results.d/unit.json
fuzz_runs=${1:-1000000}
time_limit=600
count=0
status=0

# A finding of a sanitizer must not look like an ordinary failed test.
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1

# start NAME COMMAND...: run in the background, keep what it says and returns
start()
{
	log=$out/$1.log
	shift
	{
		begin=$(date +%s.%N)
		timeout "$time_limit" "$@" >"$log"
		echo "$? $begin $(date +%s.%N)" >"$log.end"
	} &
}

# verdict LOG STATUS: the result and its reason, from both accounts of it
verdict()
{
	planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$1")
	good=$(grep -c '^ok ' "$1")
	case $2 in
	0)	if [ -z "$planned" ] || [ "$good" != "$planned" ]; then
			echo "fail $good of ${planned:-no} planned cases ok"
		else
			echo "ok"
		fi ;;
	124)	echo "fail no end within $time_limit s" ;;
	99)	echo "crash a sanitizer found something" ;;
	1)	echo "fail $(sed -n '/^not ok/{p;q;}' "$1")" ;;
	*)	echo "crash exit status $2" ;;
	esac
}

# record NAME RESULT SECONDS REASON: one row of JSON
record()
{
	[ "$2" = ok ] || status=1
	[ "$count" = 0 ] || echo ',' >>"$results.new"
	count=$((count + 1))
	{
		printf '{"env":"host","kernel":"-","test":"unit/%s",' "$1"
		printf '"result":"%s","seconds":%s,' "$2" "$3"
		printf '"reason":"%s"}' "$(printf %s "$4" | tr -d '"\\\t')"
	} >>"$results.new"
}

# finish NAME: print a program's own KTAP indented, then its result
finish()
{
	read -r code begin end <"$out/$1.log.end"
	seconds=$(echo "$begin $end" | awk '{ printf "%.2f", $2 - $1 }')
	said=$(verdict "$out/$1.log" "$code")
	result=${said%% *}
	reason=${said#"$result"}
	record "$1" "$result" "$seconds" "${reason# }"
	sed 's/^/  /' "$out/$1.log"
	if [ "$result" = ok ]; then
		echo "ok $count - $1"
	else
		echo "# $said"
		echo "not ok $count - $1"
	fi
}

mkdir -p "$out" "$build/results.d" || exit 1
rm -f "$out"/*.log.end
printf '[' >"$results.new"
echo 'KTAP version 1'

if make -C "$here" -s O="$out" >"$out/make.log" 2>&1; then
	pure='test_detect test_detect_bases test_policy test_request test_clock
	      test_steal_count test_rates test_statistics'
	fuzzers='fuzz_request fuzz_policy fuzz_clock fuzz_readings'
	all="$pure test_no_indirect test_pvshimctl test_inspect test_support test_ab test_scripts
	     mutants fuzz_pvshimctl
	     fuzz_detect-1 fuzz_detect-2 fuzz_steal_count-1 fuzz_steal_count-2 $fuzzers"
	echo "1..$(echo "$all" | wc -w)"
	for name in $pure; do
		start "$name" "$out/$name"
	done
	wait
	start test_no_indirect "$here/test_no_indirect.sh"
	start test_pvshimctl "$here/test_pvshimctl.py" "$out/pvshimctl/pvshimctl" \
		"$out/fault_files.so"
	start test_inspect "$here/test_inspect.py" "$out/pvshimctl/pvshimctl"
	start test_support "$here/test_support.py" "$out/pvshimctl/pvshimctl"
	start test_ab "$here/test_ab.py" "$out/pvshimctl/pvshimctl" "$out/fault_files.so"
	start test_scripts "$here/test_scripts.py"
	start mutants "$here/mutants.sh"
	wait
	start fuzz_pvshimctl "$here/fuzz_pvshimctl.py" "$out/fuzz_pvshimctl"
	for fuzz in fuzz_detect fuzz_steal_count; do
		start $fuzz-1 "$out/$fuzz" --seed 1 --runs "$fuzz_runs"
		start $fuzz-2 "$out/$fuzz" --seed 2 --runs "$fuzz_runs"
		wait
	done
	for name in $fuzzers; do
		start "$name" "$here/fuzz.sh" "$name" "$((fuzz_runs / 5))"
	done
	wait
	for name in $all; do
		finish "$name"
	done
else
	sed 's/^/# /' "$out/make.log"
	echo '1..1'
	echo 'not ok 1 - build'
	record build error 0 "make failed, see unit/make.log"
fi

printf ']\n' >>"$results.new"
mv "$results.new" "$results"
exit "$status"
