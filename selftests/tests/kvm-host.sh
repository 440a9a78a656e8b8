# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# pvshim on a KVM host: it takes the host for what the hypervisor below makes of it, a
# guest, and leaves KVM alone. Its code in memory and the MSRs that KVM has written stay
# what they were, with pvshim loaded, with everything bound, and after it is gone.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/kcore.sh
. /pvshim/guest/kcore.sh

KVM="kvm kvm_amd"
SYMBOLS=/run/kvm-symbols # of all there are, which take long to read

# code MODULE - its code, from its first page to its last function
code() {
	first=$(cat "/sys/module/$1/sections/.text")
	last=0x$(grep " [tT] .*\[$1\]\$" $SYMBOLS | cut -d' ' -f1 | sort | tail -n 1)
	dd if=/proc/kcore bs=4096 iflag=skip_bytes skip="$(where "$first")" \
		count=$(((last - first) / 4096 + 1)) 2>/dev/null
}

# EFER, which has SVM on, VM_CR, and where the CPU saves the host's state
msrs() {
	for msr in 0xc0000080 0xc0010114 0xc0010117; do
		dd if=/dev/cpu/0/msr bs=8 count=1 iflag=skip_bytes skip=$((msr)) 2>/dev/null |
			od -A n -t x8
	done
}

# all that is KVM's, and who uses it
kvm() {
	for module in $KVM; do
		code "$module" >/run/code
		echo "$module: $(wc -c </run/code) bytes of code, $(sha256sum </run/code)"
		grep "^$module " /proc/modules | cut -d' ' -f1-4
	done
	msrs
}

bind_all() {
	modprobe pvshim_test_provider
	for op in $OPS; do bind_op "$op" test || return; done
}

modprobe msr
grep '\[kvm' /proc/kallsyms >$SYMBOLS
before=$(kvm)
diag "$before"
check "KVM is there, and its code is found" \
	same "$(echo "$KVM" | wc -w)" "$(echo "$before" | grep -c ': [0-9]\{5,\} bytes of code')"
check "load" load
check "a host is no guest of its own KVM" refused grep -qw kvm $PV/ops/*/available
check "pvshim is loaded: KVM is as it was" same "$before" "$(kvm)"
modprobe pvshim_consumer
check "everything is bound" bind_all
check "KVM is as it was" same "$before" "$(kvm)"
check "unload" unload_all
check "pvshim is gone: KVM is as it was" same "$before" "$(kvm)"
done_testing
