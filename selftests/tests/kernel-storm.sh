# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# The kernel's own operations are bound and made native as fast as possible, while threads
# change mappings and look for stale translations, while all CPUs interrupt each
# other, and while the steal time of each is watched. In the middle a CPU goes offline
# and online, the system sleeps, and the module is unloaded while it is in use.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/checkers.sh
. /pvshim/guest/checkers.sh
# shellcheck source=selftests/guest/kernel-ops.sh
. /pvshim/guest/kernel-ops.sh

# Every second one needs a grace period of RCU, which can be expedited.
expedite() { echo "$1" >/sys/kernel/rcu_expedited; }
case $PVSHIM_TEST in
kernel-storm-long)
	target=10000
	expedite 1
	;;
*) target=240 ;;
esac
# vCPUs that share an emulated CPU of a hypervisor are ten times as slow: there it is
# over after some time, too.
most=0 # seconds
case $PVSHIM_ENV/$PVSHIM_TEST in
tcg*) ;;
*-long) most=6000 ;;
*) target=$((target / 5)) ;;
esac
in_time=$([ $most = 0 ] || echo ", or as many as time allows")
need_kernel_ops

over=/run/storm-over
hold=/run/storm-hold
held=/run/storm-held
refusals=/run/storm-refusals
torture_log=/run/storm-torture
earlier=/run/storm-earlier # switches before the module was loaded again
rm -f $over $hold $held $refusals
echo 0 >$earlier
last_cpu=$((EXPECT_VCPUS - 1))

# switch PROVIDER - all that it serves in the kernel, one by one
switch() {
	for op in $ops; do
		bind_op "$op" "$1" || echo "$op $1" >>$refusals
	done
}

# Pauses where another part of this test needs them bound.
switch_on() {
	until [ -e $over ]; do
		switch "$provider"
		if [ -e $hold ]; then
			: >$held
			while [ -e $hold ]; do sleep 0.1; done
			rm $held
		fi
		switch native
	done
}

hold_on() {
	: >$hold
	waited=0
	until [ -e $held ]; do
		sleep 0.1
		waited=$((waited + 1))
		[ $waited -lt 1200 ] || { echo "nothing moves"; return 1; }
	done
}
go_on() { rm $hold; }

total() { echo $(($(cat $earlier) + $(kernel_switches))); }
seconds() { echo $(($(uptime_s) - begun)); }

# reach PART - that part of the switches, or of the time; fails when nothing moves any
# more
reach() {
	seen=$(total)
	while [ "$(total)" -lt $((target / $1)) ]; do
		[ $most = 0 ] || [ $(($(seconds) * $1)) -lt $most ] || return 0
		sleep 10
		now=$(total)
		[ "$now" -gt "$seen" ] || { echo "stuck at $seen switches"; return 1; }
		seen=$now
		echo "# $seen switches after $(seconds) s" >&3
	done
}

off_and_on() {
	online=/sys/devices/system/cpu/cpu$last_cpu/online
	for _ in 1 2 3; do
		echo 0 >"$online" && sleep 1 && echo 1 >"$online" || return
	done
}

# Native while it sleeps, so that is two switches more of each.
sleep_attached() {
	hold_on || return
	all=$(attached)
	before=$(kernel_switches)
	# shellcheck disable=SC3044 # ours, from pvshim.sh
	suspend && same "$all$((before + 2 * $(echo "$all" | wc -w)))" \
		"$(attached)$(kernel_switches)"
	slept=$?
	go_on
	return $slept
}

# The module's last switches are not counted any more.
unload_attached() {
	hold_on || return
	before=$(total)
	echo $((before + $(attached | wc -w))) >$earlier
	reload
	reloaded=$?
	go_on
	return $reloaded
}
reload() {
	if gone pvshim_test_provider; then
		rmmod pvshim && load
	else
		rmmod pvshim_test_provider && rmmod pvshim && load &&
			modprobe pvshim_test_provider
	fi && attach "$provider"
}

no_stale() {
	cat $torture_log
	same 0 "$torture_status"
}

# counted NAME - sum of the numbers behind it
counted() {
	awk -v name="$1" '{ for (i = 1; i < NF; i++) if ($i == name) sum += $(i + 1) }
		END { print sum + 0 }' $IPI_STORM/counts
}
all_delivered() {
	echo 0 >$IPI_STORM/run
	cat $IPI_STORM/counts
	[ "$(counted wrong)" = 0 ] && [ "$(counted sent)" = "$(counted got)" ] &&
		{ [ "$EXPECT_VCPUS" = 1 ] || [ "$(counted sent)" -gt 0 ]; }
}
never_backwards() {
	[ "$(counted steal_looks)" -gt 0 ] && same 0 "$(counted steal_backwards)"
}

# With nothing bound, and no steal clock of the kernel's own
stands_still() {
	steal=$(awk '$1 == "cpu" { print $9 }' /proc/stat)
	until_then=$(($(uptime_s) + 3))
	while [ "$(uptime_s)" -lt $until_then ]; do :; done
	same "$steal" "$(awk '$1 == "cpu" { print $9 }' /proc/stat)"
}

leaks_forget
dmesg -n 5 # a line of information for each switch would fill the console
check "bind what $provider serves" attach "$provider"
ops=$(attached_ops)
check "some of it is bound" test -n "$ops"
fact kernel_ops "$provider: $ops"
detach
tlb-torture -i -t 0 >$torture_log 2>&1 &
torture=$!
check "IPIs from every CPU to every CPU" sh -c "modprobe pvshim_ipi_storm pause_us=2000 &&
	echo 1 >$IPI_STORM/run"
begun=$(uptime_s)
switch_on &
switcher=$!
check "$((target / 4)) switches$in_time" reach 4
if [ "$last_cpu" -gt 0 ]; then
	check "CPU $last_cpu goes offline and online, three times" off_and_on
else
	skip_test "a CPU goes offline and online" "this guest has one"
fi
check "$((target / 2)) switches$in_time" reach 2
check "the system sleeps, and everything is bound again" sleep_attached
if built_in; then
	skip_test "the module is unloaded while it is in use, and loaded again" "it is built in"
else
	check "the module is unloaded while it is in use, and loaded again" unload_attached
fi
expedite 1
check "$target switches$in_time" reach 1
expedite 0
touch $over
wait $switcher
kill $torture
wait $torture
torture_status=$?
fact kernel_switches "$(total)"
fact kernel_seconds "$(seconds)"
check "no switch was refused" sh -c "! cat $refusals 2>/dev/null"
check "no stale translation" no_stale
fact kernel_torture "$(tail -n1 $torture_log)"
check "every call of a function arrived exactly once" all_delivered
fact kernel_ipis "$(counted sent)"
check "steal time never went back" never_backwards
case " $ops " in
*" pv_steal_clock "*) check "and stands still with nothing bound" stands_still ;;
*) skip_test "and stands still with nothing bound" "the kernel has a clock of its own" ;;
esac
dmesg -n 7
check "unload" sh -c "/sbin/rmmod pvshim_ipi_storm" && unload_all
check_checkers
done_testing
