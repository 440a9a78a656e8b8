# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What calls and switches cost. Times are written down and not judged. Where the
# clock counts instructions (tcg-icount), a bound operation must cost exactly
# what a direct call of the same function costs, and a native one that has no
# function exactly one instruction.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/switches.sh
. /pvshim/guest/switches.sh

native=/run/bench-native
own=/run/bench-own
live=/run/bench-live
exact=no
[ "$PVSHIM_ENV" != tcg-icount ] || exact=yes

# measure CALLS FILE - with the bindings as they are
measure() { echo "$1" >$ORDERS/run && cat $BENCH/results >"$2"; }

bind_all() {
	for op in $OPS; do
		bind_op "$op" "$1" || return
	done
}

# As pvshim would have it without us, as far as a provider serves it.
bind_others() {
	for op in $OPS; do
		other=$(served_by "$op" | grep -v '^bench$' | head -n1)
		bind_op "$op" "${other:-native}" || return
	done
}

# A kernel that can check calls through pointers lets none pass that the compiler does
# not know of, so the bench makes none.
forms="empty bound direct pointer retpoline"
[ "$EXPECT_CFI" = none ] || forms="empty bound direct retpoline"

# Each form of each operation has a figure above 0. Only what another provider
# serves may be left out: it may have effects.
complete() {
	awk -v ops="$OPS" -v forms="$forms" '
		NF >= 5 && $3 > 0 { good[$1 " " $2] = 1 }
		$2 == "bound" && $3 == "-" && $5 !~ /^(nop|xor|pvshim_bench_)/ {
			good[$1 " bound"] = 1
		}
		END {
			n = split(ops, op)
			m = split(forms, form)
			for (i = 1; i <= n; i++)
				for (j = 1; j <= m; j++)
					if (!good[op[i] " " form[j]]) {
						print "no figure: " op[i] " " form[j]
						bad = 1
					}
			exit !n || bad
		}' "$1" && return
	cat "$1"
	return 1
}

# ticks FILE OP FORM - of a batch
ticks() { awk -v op="$2" -v form="$3" '$1 == op && $2 == form { print $3 }' "$1"; }
batch() { awk '$1 == "batch" { print $2 }' "$1"; }
facts() { awk -v how="$2" '$2 == "bound" { print how "_" $1, $4 }' "$1" |
	while read -r key value; do fact "$key" "$value"; done; }

# Where the vCPUs take turns on one CPU, 1000 sites can take a minute: they are
# left alone where 100 took half a second.
switch_all() {
	switched=0
	for size in $SIZES; do
		[ "$size" != 1000 ] || [ "$(switch_ns 100)" -lt 500000000 ] || break
		before=$(ipis)
		switch_often "$size" || return
		sent=$((($(ipis) - before) / tries))
		fact "switch_${size}_ipis" $sent
		# to all other CPUs at once
		[ "$EXPECT_VCPUS" = 1 ] ||
			fact "switch_${size}_rounds" $((sent / (EXPECT_VCPUS - 1)))
		fact "switch_${size}_ns" "$best"
		switched=$((switched + 1))
	done
	echo $switched >/run/bench-switched
}
# as many sites as it says, and a time for each that was switched
switch_complete() {
	same "$SIZES" "$(awk '{ print $1 }' $BENCH/switch | xargs)" &&
		same "$(cat /run/bench-switched)" "$(awk '$2 > 0' $BENCH/switch | wc -l)" && return
	cat $BENCH/switch
	return 1
}

# wrong FILE TEXT - an order that is none
wrong() { ! echo "$2" >"$ORDERS/$1"; }

# Another provider gets crash_notify, and loses it, all the time.
switch_crash_notify() {
	while [ -e /run/bench-busy ]; do
		bind_op crash_notify test || return
		bind_op crash_notify native || return
	done
}
# No provider's crash_notify is called while it is bound and unbound.
never_called() {
	touch /run/bench-busy
	switch_crash_notify &
	for _ in $(seq 10); do echo 6400 >$ORDERS/run || break; done
	rm /run/bench-busy
	wait $! || return
	heard=$(dmesg | grep 'test provider heard')
	echo "$heard"
	[ -z "$heard" ]
}

one_instruction() {
	extra=$(($(ticks $native "$1" bound) - $(ticks $native "$1" empty)))
	case $(native_form "$1") in
	call*) [ $extra -gt "$(batch $native)" ] ;;
	*) same "$(batch $native)" $extra ;;
	esac
}
# more FORM THAN OP
more() { [ "$(ticks $own "$3" "$1")" -gt "$(ticks $own "$3" "$2")" ]; }

load autobind=0
check "an order that comes too early is refused" refused modprobe pvshim_bench run=64
check "load" modprobe pvshim_bench
bind_all native
measure 6400 $native
check "native: every figure is there" complete $native
bind_all bench
measure 6400 $own
check "bound to functions that do nothing: every figure is there" complete $own
bind_others
measure 640 $live
check "bound to what serves here: every figure is there" complete $live
facts $native native
facts $live bound
for form in ${forms#empty }; do
	for op in $OPS; do
		fact "${form}_nothing_$op" "$(awk -v op="$op" -v form="$form" \
			'$1 == op && $2 == form { print $4 }' $own)"
	done
done
check "switches of call sites" switch_all
check "they have as many sites as they should" switch_complete

if [ $exact = yes ]; then
	bind_all bench
	measure 6400 $own.again
	check "a second run counts the same" cmp $own $own.again
	for op in $OPS; do
		check "$op: a bound call is a direct call" \
			same "$(ticks $own "$op" direct)" "$(ticks $own "$op" bound)"
		check "$op: native is one instruction, or a call" one_instruction "$op"
		check "$op: a pointer costs more" more pointer direct "$op"
		check "$op: a retpoline costs even more" more retpoline pointer "$op"
	done
	diag "$(cat $own)"
fi

# the tool measures the same, and leaves every binding as it was
bind_all bench
bind_op yield_to native
if [ -x /bin/pvshimctl ]; then
	bindings >$own.before
	check "pvshimctl bench" sh -c 'pvshimctl bench 640 >/run/pvshimctl-bench'
	check "it has put every binding back" same "$(cat $own.before)" "$(bindings)"
	diag "$(cat /run/pvshimctl-bench)"
else
	skip_test "pvshimctl bench" "this guest does not have it"
fi
for order in 0 -1 10000001 x; do
	check "no number of calls: $order" wrong run $order
done
check "no number of sites" wrong switch 7
modprobe pvshim_test_provider
check "crash_notify is never called, whenever it is bound" never_called
check "unload, bound as it is" unload_all
done_testing
