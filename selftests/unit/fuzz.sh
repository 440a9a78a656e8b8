#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Let libFuzzer drive one program over the module's pure logic: KTAP on stdout, one
# case. Usage: fuzz.sh NAME RUNS [SEED]; NAME is fuzz_request, fuzz_policy, ...
#
# What reaches new code is kept in build/unit/NAME.corpus and tried first the next
# time, so that a long run by hand (fuzz.sh fuzz_request 1000000000) goes on where the
# last one ended. Without an input of its own a finding is worth little: it stays as
# build/unit/NAME.finding-*, and `build/unit/NAME FILE` shows it again.

here=$(cd "$(dirname "$0")" && pwd) || exit 1
out=${O:-$here/../../build/unit}
name=$1
runs=${2:?usage: fuzz.sh NAME RUNS [SEED]}
seed=${3:-1}
log=$out/$name.fuzzer
dict=$here/$name.dict

[ ! -e "$dict" ] || set -- "-dict=$dict"
[ -e "$dict" ] || set --
echo 'KTAP version 1'
echo '1..1'
mkdir -p "$out/$name.corpus"
"$out/$name" "$@" -runs="$runs" -seed="$seed" -max_len=512 -len_control=0 \
	-artifact_prefix="$out/$name.finding-" -print_final_stats=1 -verbosity=1 \
	"$out/$name.corpus" >"$log" 2>&1
status=$?
done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
edges=$(sed -n 's/^INFO: Loaded 1 modules *(\([0-9]*\) inline.*/\1/p' "$log" | tail -n 1)
reached=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
echo "# $name: ${done:-0} executions, ${reached:-0} of ${edges:-?} edges" \
	"(a half of them the sanitizers' own), corpus $(find "$out/$name.corpus" -type f | wc -l)"
if [ "$status" = 0 ] && [ "${done:-0}" -ge "$runs" ]; then
	echo "ok 1 - random inputs"
	exit 0
fi
grep -E 'does not hold|ERROR|runtime error|SUMMARY|Test unit written' "$log" | sed 's/^/# /'
echo "not ok 1 - random inputs"
exit 1
