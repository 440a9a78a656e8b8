# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# samples/consumer, the module that Documentation/adding-a-consumer.rst explains: it
# calls operations whatever is bound, native or a provider, and holds pvshim meanwhile.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

NOW=/sys/module/pvshim_sample/parameters/now

cpu_lines() { grep -c '^CPU ' $NOW; }
# what it says of the CPUs, once if it is the same for all
cpus() { sed -n 's/^CPU [0-9]*: //p' $NOW | sort -u; }
stolen() { sed -n 's/^CPU 0: \([0-9]*\) ns stolen.*/\1/p' $NOW; }
host_time() { sed -n 's/^host time: //p' $NOW; }
served_by_line() { sed -n 's/^served by //p' $NOW; }
host_ns() { host_time | sed -n 's/ ns at TSC [0-9]*$//p'; }

is_held() {
	said=$(rmmod pvshim 2>&1) && { echo "it was unloaded"; return 1; }
	echo "$said" | grep -q "in use by.* pvshim_sample" || { echo "$said"; return 1; }
}

# each reading of this provider is a microsecond more
steals_a_microsecond() {
	before=$(stolen)
	same $((before + 1000)) "$(stolen)"
}

goes_on() {
	before=$(host_ns)
	after=$(host_ns)
	[ "$before" -lt "$after" ] || { echo "$before, then $after"; return 1; }
}

check "pvshim loads" load autobind=0
check "the sample loads" modprobe pvshim_sample
check "pvshim is in use by it" is_held
check "a line for each CPU" same "$(grep -c ^processor /proc/cpuinfo)" "$(cpu_lines)"
# Kernels without CONFIG_SYMBOLIC_ERRNAME have no name for it.
no_host_time() { host_time | grep -xe '-EOPNOTSUPP\|-95'; }
check "native: no host time" no_host_time
check "native: it knows" same native "$(served_by_line)"
check "native: nothing is stolen, no CPU is preempted" same "0 ns stolen" "$(cpus)"

log_mark
check "a provider is loaded" modprobe pvshim_test_provider
check "nothing changes by that" same "0 ns stolen" "$(cpus)"
for op in host_time vcpu_is_preempted steal_clock; do
	check "bind $op" bind_op $op test
done
check "host time is the provider's" same "1 ns at TSC 2" "$(host_time)"
check "it knows the provider" same test "$(served_by_line)"
check "it was told of the provider" logged "pvshim_sample: host time is by test"
check "every CPU is preempted" same "$(cpu_lines)" "$(grep -c ', preempted$' $NOW)"
check "steal time is the provider's" steals_a_microsecond
log_mark
check "the provider is unloaded while it is bound" rmmod pvshim_test_provider
check "it was told of that" logged "pvshim_sample: host time is by native"
check "native again: the host's time" no_host_time
check "native again: the CPUs" same "0 ns stolen" "$(cpus)"

# And a provider of this guest's own hypervisor, where there is one.
provider=$(served_by host_time | head -n 1)
if [ -n "$provider" ]; then
	check "bind host_time to $provider" bind_op host_time "$provider"
	check "the host's time goes on" goes_on
	cat $NOW
else
	skip_test "the host's time goes on" "no provider serves host_time here"
fi

modprobe pvshim_test_provider
bind_op host_time test
check "the sample unloads" rmmod pvshim_sample
log_mark
check "it is loaded when host time is served already" modprobe pvshim_sample
check "and was told of that at once" logged "pvshim_sample: host time is by test"
check "it unloads while that is bound" rmmod pvshim_sample
check "and pvshim after it" unload_all

# The same source, built without pvshim
NOW=/sys/module/pvshim_absent/parameters/now
check "built without pvshim it loads" modprobe pvshim_absent
check "it has not loaded pvshim" gone pvshim
check "it shows what native operations give" same "0 ns stolen" "$(cpus)"
check "no host time" no_host_time
check "and that none serves it" same native "$(served_by_line)"
check "it unloads" rmmod pvshim_absent
done_testing
