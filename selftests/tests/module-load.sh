# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What loading a module does to the other CPUs, by counting. A kernel that patches static
# calls one by one needs three rounds of interrupts for each call site of the module; with
# the series static-call-batch, three for each 256 of them. In the end each call site of
# the kernel and of all these modules is what its key says.
#
# Facts of each module: load_MODULE_sites; _cal, interrupts of all CPUs together; _text,
# rounds of them for the patching of text; _init, those of them that its init function
# caused, as that of kvm-amd does, which updates the static calls of kvm; _ns, what its
# notifiers took, which patch it; _nohz, interrupts of any kind on a CPU with nohz_full.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/switches.sh
. /pvshim/guest/switches.sh

WITHOUT_SITES=exportfs
# the field kit and its kernels have fewer
case $PVSHIM_KERNEL in
*-field) : "${MODULES_WITH_SITES:=kvm kvm-amd xfs ext4}" ;;
esac
MODULES_WITH_SITES=${MODULES_WITH_SITES:-kvm kvm-amd xfs btrfs ext4 i915}
SITES=/sys/kernel/debug/pvshim_sites
TRACE=/sys/kernel/tracing
INIT=do_init_module # calls it: sites are patched before, and other things after
others=$((EXPECT_VCPUS - 1))
# Locations that share three rounds of interrupts
BATCH=256
# Rounds of text patching beside that: static keys of the module that are not what they
# were when it was compiled
KEYS=3
# An update by an init function, in rounds: kvm-amd's of less than 1,024 locations
UPDATE=12
# Rounds for other purposes, over those of a module without sites: wakeups of tasks on
# other CPUs, what an init function asks of each. 38 at most, for i915 on two CPUs
SLACK=60

# the series late/7.3 follows static-call-batch
batched() {
	case $PVSHIM_KERNEL in
	*-batch* | 7.3-pvshim*) return 0 ;;
	*) return 1 ;;
	esac
}
patching() { grep -c 'on_each_cpu_cond_mask <-smp_text_poke' "$1"; }
symbol() { awk -v name="$1" '$3 == name { print "0x" $1 }' /proc/kallsyms; }

# quiet_cpu - one with nohz_full
quiet_cpu() { sed -n 's/^\([0-9]\+\).*/\1/p' /sys/devices/system/cpu/nohz_full 2>/dev/null; }
# disturbed - interrupts of that one, of any kind
disturbed() {
	[ -n "$quiet" ] || { echo 0; return; }
	awk -v field=$((quiet + 2)) '$field ~ /^[0-9]+$/ && NR > 1 { sum += $field }
		END { print sum }' /proc/interrupts
}

trace_on() {
	echo on_each_cpu_cond_mask $INIT >$TRACE/set_ftrace_filter &&
		echo function >$TRACE/current_tracer
}

# counted FILE - load it; sets $name, $sites, $cal, $text, $init and $loaded
counted() {
	name=$(basename "$1" .ko | tr - _)
	echo >$TRACE/trace
	before=$(disturbed)
	cal=$(ipis)
	insmod "$1"
	loaded=$?
	cal=$(($(ipis) - cal))
	nohz=$(($(disturbed) - before))
	[ -z "$quiet" ] || fact "load_${name}_nohz" $nohz
	cat $TRACE/trace >/run/trace
	text=$(patching /run/trace)
	sed "1,/$INIT/d" /run/trace >/run/trace-init
	init=$(patching /run/trace-init)
	# shellcheck disable=SC2046 # name, sites and ns
	set -- $(grep "^$name " $SITES/modules)
	sites=${2:-0}
	fact "load_${name}_sites" "$sites"
	fact "load_${name}_cal" $cal
	fact "load_${name}_text" "$text"
	fact "load_${name}_ns" "${3:-0}"
	fact "load_${name}_init" "$init"
}

# at_most WHAT FOUND MOST
at_most() { [ "$2" -le "$3" ] || { echo "$2 rounds $1, not $3 at most"; return 1; }; }
batches() { echo $((3 * (($1 + BATCH - 1) / BATCH))); }
# in_bounds - what has been counted, on a kernel that patches in batches
in_bounds() {
	least=$(batches "$sites")
	at_most "for the sites" $((text - init)) $((least + KEYS)) || return
	[ "$name" != kvm_amd ] || at_most "for the update of kvm" "$init" $UPDATE || return
	# in the field kit, what else a machine does has no bound that is known
	case $PVSHIM_ENV in field*) return 0 ;; esac
	# beside a busy one, the other CPUs take longer and wake each other more often
	if [ -n "$quiet" ]; then
		at_most "on CPU $quiet" $nohz $((least + KEYS + init + SLACK))
		return
	fi
	[ "$cal" -le $((others * (least + KEYS + init + SLACK) + base)) ] ||
		{ echo "$cal interrupts, $base of them by any module"; return 1; }
}

load_counted() {
	counted "$1"
	check "$name is loaded: $sites sites" test $loaded = 0
	if ! batched; then
		diag "$name: $cal interrupts, $text rounds of patching"
	elif [ $others != 0 ]; then
		check "$name: $cal interrupts, $text rounds of patching" in_bounds
	fi
}

# with_dependencies MODULE - files that are not loaded, in order
with_dependencies() {
	modprobe --show-depends "$1" | while read -r word file _; do
		[ "$word" != insmod ] || ! gone "$(basename "$file" .ko)" || echo "$file"
	done
}

for each in $WITHOUT_SITES $MODULES_WITH_SITES; do
	modinfo -n "$each" >/dev/null 2>&1 || skip_all "the module $each is not here"
done
quiet=$(quiet_cpu)
if [ -n "$quiet" ]; then
	taskset -c "$quiet" sh -c 'while :; do :; done' &
	busy=$!
fi
check "the sites of the kernel are found" insmod "$MODULES"/pvshim_sites.ko \
	start="$(symbol __start_static_call_sites)" stop="$(symbol __stop_static_call_sites)"
check "rounds are traced" trace_on
counted "$(modinfo -n $WITHOUT_SITES)"
base=$cal
check "$WITHOUT_SITES has no sites: $cal interrupts" test "$loaded $sites" = "0 0"
for each in $MODULES_WITH_SITES; do
	for file in $(with_dependencies "$each"); do load_counted "$file"; done
done
echo nop >$TRACE/current_tracer
[ -z "$quiet" ] || kill "$busy"

cat $SITES/text >/run/text
check "each of $(wc -l </run/text) call sites is what its key says" refused grep WRONG /run/text
# for scripts/same-sites
gzip -c /run/text | base64 | sed 's/^/sites: /' | while read -r line; do diag "$line"; done
back=
for each in $MODULES_WITH_SITES; do back="$each $back"; done
for each in $back; do
	gone "$each" || check "$each goes" modprobe -r "$each"
done
check "and pvshim_sites" rmmod pvshim_sites
done_testing
