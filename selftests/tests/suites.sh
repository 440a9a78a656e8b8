# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Programs that are not this repository's - the kernel's own selftests, and stress-ng - first
# natively, without pvshim, then while the kernel's own operations are bound and made native and
# the module's operations bound and unbound at full speed. What a program says and how
# it ends must be the same; suites.list names the programs, and what may differ why.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

SUITE=${PVSHIM_TEST#suites-}
LIST=/pvshim/tests/suites.list
OUT=/run/suites
# switches of the kernel's operations while a program runs; a short one runs again until then
SHORTEST=4
MOST=120   # seconds in which that must be so
AGAIN=100  # how often what differs is run once more, natively, in the same time

TRACED=/sys/kernel/tracing/events/module/module_request # by busy()

over=$OUT/over
refusals=$OUT/refusals

# programs - lines "NAME LIMIT HUGE COMMAND" of this suite, in this environment
programs() {
	case $PVSHIM_ENV in tcg*) here="all fast" ;; *) here="all slow" ;; esac
	awk -v suite="$SUITE" -v here=" $here " '
		$1 == "run" && $2 == suite && index(here, " " $5 " ") {
			line = $3 " " $4 " " $6
			for (i = 7; i <= NF; i++) line = line " " $i
			print line
		}' $LIST
}

# why_it_differs NAME - the reason of the list, if it has one
why_it_differs() {
	sed -n "s/^differs  *$SUITE  *$1  *//p" $LIST
}

# Huge pages that were asked for are there, and no others.
huge_pages() {
	if [ "$1" != 0 ]; then
		echo 3 >/proc/sys/vm/drop_caches
		echo 1 >/proc/sys/vm/compact_memory
	fi
	echo "$1" >/proc/sys/vm/nr_hugepages
}

# sleeping SESSION - of each thread in it: its name, what it sleeps in, its system call
sleeping() {
	for process in /proc/[0-9]*; do
		[ "$(sed 's/.*) //' "$process/stat" | cut -d' ' -f4)" = "$1" ] || continue
		for task in "$process"/task/*; do
			echo "suites: $(cat "$task/comm"): $(cat "$task/wchan"), system call $(
				cut -d' ' -f1-5 "$task/syscall")"
		done
	done 2>/dev/null
}
# watch LIMIT - when the time of $program is nearly over: what does it wait for?
watch() {
	trap 'kill $!' TERM
	sleep $(($1 - 5)) &
	wait $! && sleeping $program
}

# run NAME LIMIT HUGE COMMAND OUTPUT - what it said into OUTPUT, how it ended as the
# last line of it
run() {
	huge_pages "$3"
	from=$(uptime_s)
	(
		cd "/suites/$SUITE" 2>/dev/null || cd /suites || exit
		exec setsid timeout -k 5 "$2" sh -c "$4"
	) >"$5" 2>&1 </dev/null &
	program=$!
	watch "$2" >>"$5" &
	watcher=$!
	wait $program
	status=$?
	kill $watcher 2>/dev/null # or it is over
	wait $watcher
	kill -KILL -- -$program 2>/dev/null # what it left behind
	took=$(($(uptime_s) - from))
	case $status in
	143) status=timeout ;; # SIGTERM
	137) [ $took -lt "$2" ] || status=timeout ;;
	esac
	printf '\nsuites: ended %s\n' "$status" >>"$5" # whatever it said last
}

# results OUTPUT - one line for each result that it holds, in the order of the alphabet:
# TAP, the "[OK]" of the tests of x86 and timers, the "Testing ... done" of userfaultfd,
# the "test 1 PASSED" of protection keys, the colours of khugepaged, and of stress-ng
# which stressors did something, how it says it went, and what failed.
# Addresses, times and how much was done are not a result.
results() {
	awk '
	function say(verdict, what) {
		gsub(/0x[0-9a-fA-F]+/, "ADDRESS", what)
		gsub(/[0-9.]+ *(ns|us|ms|s|usec|nsec|sec|seconds|secs)\>/, "TIME", what)
		if (what ~ /^transact_test |reaping a child/) gsub(/[0-9.]+/, "NUMBER", what)
		gsub(/[ \t]+/, " ", what)
		gsub(/^ | $/, "", what)
		print verdict ": " what
	}
	function ended(status) {
		if (status == 0) return "pass"
		if (status == 4) return "skip"
		return status == "timeout" ? status : "fail"
	}
	{ sub(/.*\r/, "") }
	/^Run test: / { test = $3 " " $4 }
	test && /\033\[3[0-9]m/ {
		split($0, said, /\033\[3[0-9]m|\033\[0m/)
		sub(/\.\.\. *$/, "", said[1])
		say(said[2] == "OK" ? "pass" : said[2] ~ /Fail|Timeout/ ? "fail" : "skip",
			test ": " said[1])
		next
	}
	# a child of it may say once more what its parent has said
	/^test +[0-9]+ PASSED/ { if (!passed[$2]++) say("pass", $1 " " $2); next }
	# of posix_timers: an error, and the result on the same line
	/\.\.(not )?ok [0-9]+ / { sub(/.*\.\./, "") }
	/^suites: ended / { say(ended($3), "the program (" $3 ")"); next }
	/^(# )*(not )?ok [0-9]+/ {
		verdict = /not ok/ ? "fail" : /# *SKIP/ ? "skip" : "pass"
		sub(/^(# )*(not )?ok [0-9]+ *-? */, "")
		sub(/ # .*/, "")
		say(verdict, $0)
		next
	}
	/\[ *(OK|PASS|FAIL|FAILED|SKIP)\]/ {
		verdict = /\[ *(OK|PASS)\]/ ? "pass" : /\[ *SKIP\]/ ? "skip" : "fail"
		gsub(/\[ *[A-Z]+\]/, "")
		say(verdict, $0)
		next
	}
	/^Testing .*(done|skipped|failed)/ {
		verdict = /skipped/ ? "skip" : /failed/ ? "fail" : "pass"
		sub(/\.\.\..*/, "")
		say(verdict, $0)
		next
	}
	/^stress-ng: metrc: / && NF == 10 && $6 ~ /^[0-9.]+$/ {
		say($5 > 0 ? "pass" : "fail", $4 " did something")
		next
	}
	/^stress-ng: info: .*successful run completed/ {
		say(/unsuccessful/ ? "fail" : "pass", "the run")
		next
	}
	/^stress-ng: fail: / { sub(/.*\] */, ""); say("fail", $0) }
	' "$1" | sort
}

# bogo OUTPUT - how much stress-ng has done
bogo() {
	awk '/^stress-ng: metrc: / && NF == 10 && $6 ~ /^[0-9.]+$/ {
		printf ", %d bogo ops of %s", $5, $4 }' "$1"
}

# counts FILE... - "12 pass 3 fail 1 skip" of lists of results
counts() {
	cat "$@" | awk -F: '{ n[$1]++ } END {
		printf "%d pass %d fail %d skip %d timeout", n["pass"], n["fail"], n["skip"],
		       n["timeout"] }'
}
# summary PASS - the same of the programs alone, and of all that they said
summary() {
	grep -h ': the program (' "$OUT/$1"/*.list >$OUT/ends
	echo "programs: $(counts $OUT/ends); all results: $(counts "$OUT/$1"/*.list)"
}

# native DIRECTORY - each program once
native() {
	mkdir -p "$OUT/$1"
	programs | while read -r name limit huge command; do
		run "$name" "$limit" "$huge" "$command" "$OUT/$1/$name.out"
		results "$OUT/$1/$name.out" >"$OUT/$1/$name.list"
		diag "$1 $SUITE/$name: $took s, $(grep 'the program' "$OUT/$1/$name.list"), $(
			counts "$OUT/$1/$name.list")$(bogo "$OUT/$1/$name.out")"
		grep -q '^pass: the program' "$OUT/$1/$name.list" ||
			diag "$(tail -n 8 "$OUT/$1/$name.out")"
		odd=$(grep -v '^pass: ' "$OUT/$1/$name.list" | head -n 12)
		[ -z "$odd" ] || diag "$odd"
	done
}

switch_kernel() {
	until [ -e $over ]; do
		attach "$provider" || echo "the kernel's: $provider" >>$refusals
		detach || echo "the kernel's: native" >>$refusals
	done
}
# The module's own, one after the other, each with the first that serves it
switch_ops() {
	until [ -e $over ]; do
		for op in $OPS; do
			to=$(served_by "$op" | head -n1)
			[ "$to" ] || continue
			for to in "$to" native; do
				bind_op "$op" "$to" || echo "$op $to" >>$refusals
			done
		done
	done
}
ops_switches() { cat $PV/ops/*/switches | awk '{ sum += $1 } END { print sum + 0 }'; }

switching_begins() {
	rm -f $over
	switch_kernel &
	switchers=$!
	switch_ops &
	switchers="$switchers $!"
}
switching_ends() {
	: >$over
	# shellcheck disable=SC2086 # words
	wait $switchers
}

as_native() { cmp -s "$OUT/native/$1.list" "$OUT/switching/$1.list"; }

# while_switching NAME LIMIT HUGE COMMAND - in rounds, until enough was switched while
# it ran; leaves the first list of results that is not the native one, or the last
while_switching() {
	rounds=0 switched=0 spent=0
	begun=$(uptime_s)
	while [ $switched -lt $SHORTEST ] && [ $(($(uptime_s) - begun)) -lt $MOST ]; do
		before=$(kernel_switches)
		run "$@" "$OUT/switching/$1.out"
		switched=$((switched + $(kernel_switches) - before))
		rounds=$((rounds + 1)) spent=$((spent + took))
		results "$OUT/switching/$1.out" >"$OUT/switching/$1.list"
		as_native "$1" || break
	done
	diag "switching $SUITE/$1: $rounds x, $spent s, $switched switches, $(
		grep 'the program' "$OUT/switching/$1.list"), $(counts "$OUT/switching/$1.list")$(
		bogo "$OUT/switching/$1.out")"
}

switching() {
	mkdir -p $OUT/switching
	programs | while read -r name limit huge command; do
		while_switching "$name" "$limit" "$huge" "$command"
		! as_native "$name" || echo "$switched" >"$OUT/switching/$name.switched"
	done
}

# difference NAME OTHER LIST - in what a list is not the native one
difference() {
	diff "$OUT/native/$1.list" "$3" | sed "/^---/d; /^+++/d" |
		sed -n "s/^-/native: /p; s/^+/$2: /p" | head -n 40
}

# Loops that do as much: what they ask of pvshim is there already, so that nothing is
# switched, but the kernel patches its text, static calls and keys of a tracepoint
# that nothing reaches.
busy() {
	until [ -e $over ]; do
		for on in 1 0; do
			detach
			echo $on >$TRACED/enable
		done
	done &
	until [ -e $over ]; do
		for op in $OPS; do
			served_by "$op" >/dev/null
			bind_op "$op" native
		done
	done &
}

# differs_again LOAD NAME LIMIT HUGE COMMAND - whether one of some further runs says
# something else than the first
differs_again() {
	load=$1 again=0
	shift
	begun=$(uptime_s)
	while [ $again -lt $AGAIN ] && [ $(($(uptime_s) - begun)) -lt $MOST ]; do
		again=$((again + 1))
		run "$@" "$OUT/again.out"
		results $OUT/again.out >$OUT/again
		cmp -s "$OUT/native/$1.list" $OUT/again && continue
		echo "native runs differ, too, $load:"
		difference "$1" "native again" $OUT/again
		return
	done
	echo "$again further native runs, $load, are as the first"
	return 1
}

# varies NAME LIMIT HUGE COMMAND - are native runs not all the same? What was found is
# in $native_too.
varies() {
	native_too=$(differs_again "with nothing else to do" "$@") && return
	rm -f $over
	busy
	loaded=$(differs_again "beside loops that patch other text" "$@")
	varied=$?
	: >$over
	native_too="$native_too
$loaded"
	return $varied
}

# judge NAME LIMIT HUGE COMMAND - one result. A difference must have its reason in the
# list, and there must be some without any switching, too.
judge() {
	what="$SUITE/$1: $(wc -l <"$OUT/native/$1.list") results"
	if ! grep -q ': the program (' "$OUT/native/$1.list"; then
		fail "$what, and not how it ended" "$(tail -n 20 "$OUT/native/$1.out")"
		return
	fi
	if as_native "$1"; then
		pass "$what, switching as native"
		return
	fi
	why=$(why_it_differs "$1")
	said=$(difference "$1" switching "$OUT/switching/$1.list")
	last=$(tail -n 20 "$OUT/switching/$1.out")
	differ=$((differ + 1))
	varies "$@"
	case $?/$why in
	*/) fail "$what, but others while switching" "$said
$native_too
$last" ;;
	0/*)
		pass "$what, differing as native runs do: $why"
		diag "$said
$native_too"
		;;
	*) fail "$what, differing, but only while switching" "$said
listed as: $why
$native_too
$last" ;;
	esac
}

judge_all() {
	differ=0
	programs >$OUT/programs
	while read -r name limit huge command; do
		judge "$name" "$limit" "$huge" "$command"
	done <$OUT/programs
	fact "suites_${SUITE}_differences" $differ
}

no_refusals() { ! cat $refusals 2>/dev/null; }

# Most programs were switched under while they ran: the others are too short.
under_all() {
	few=$(awk -v least=$SHORTEST '$1 < least { print FILENAME, $1 }' \
		$OUT/switching/*.switched)
	[ -z "$few" ] || { echo "$few"; return 1; }
}

# Pages that are taken away flush in batches: there is something to swap to.
swap_on() {
	! grep -q zram /proc/swaps || return 0 # of another suite
	modprobe zram 2>/dev/null && echo 256M >/sys/block/zram0/disksize &&
		mkswap /dev/zram0 >/dev/null && swapon /dev/zram0
}

[ -d /suites ] || skip_all "this guest has no suites"
[ "$EXPECT_VCPUS" = 2 ] || skip_all "for guests with two CPUs"
rm -rf $OUT
mkdir -p $OUT
planned=$(programs | wc -l)
[ "$planned" -gt 0 ] || skip_all "nothing of $SUITE runs in $PVSHIM_ENV"
leaks_forget
dmesg -n 5 # a line of information for each switch would fill the console
echo 1 >/sys/kernel/rcu_expedited # in both passes
check "swap" swap_on
# protection_keys reads it
[ -e /etc/passwd ] || echo root:x:0:0:root:/:/bin/sh >/etc/passwd
native "native"
fact "suites_${SUITE}_native" "$(summary native)"
need_kernel_ops
gone pvshim_test_provider && modprobe pvshim_test_provider
switching_begins
began=$(uptime_s)
switching
switching_ends
check "switched under each program, $SHORTEST times at least" under_all
fact "suites_${SUITE}_kernel_switches" "$(kernel_switches) of $provider, $(
	ops_switches) of the module's own, in $(($(uptime_s) - began)) s"
switched=$(kernel_switches)
check "the kernel's operations: $switched switches" test "$switched" -gt "$planned"
check "operations of the module: $(ops_switches) switches" test "$(ops_switches)" -gt "$planned"
check "no switch was refused" no_refusals
fact "suites_${SUITE}_switching" "$(summary switching)"
judge_all
echo 0 >/sys/kernel/rcu_expedited
dmesg -n 7
check "unload" unload_all
check_checkers
done_testing
