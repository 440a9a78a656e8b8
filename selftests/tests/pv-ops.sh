# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# /sys/kernel/debug/pvshim/pv_ops: all of the kernel's paravirt operations
# are there, and their sites are what this hypervisor's guest has to have.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

FILE=/sys/kernel/debug/pvshim/pv_ops
COPY=/run/pv_ops
load
cp $FILE $COPY
sed 's/^/pv_ops: /' $COPY

ops() { sed '$d' $COPY; }
# the columns of an operation
target() { awk -v op="$1" '$1 == op { print $2 }' $COPY; }
code() { awk -v op="$1" '$1 == op { print $3 }' $COPY; }
reading() { awk -v op="$1" '$1 == op { $1 = $2 = $3 = ""; print substr($0, 4) }' $COPY; }

# none PATTERN - no operation's line matches
none() { ! ops | grep -E "$1"; }
# The kernel's symbols are many: those that matter here, found in one pass
SYMBOLS=/run/symbols
find_symbols() {
	{ ops | awk '{ print $2 }'; echo pv_ops_lock; echo hv_vcpu_is_preempted; } |
		awk 'NR == FNR { wanted[$1]; next } $3 in wanted { print $3 }' - /proc/kallsyms \
			>$SYMBOLS
	[ -s $SYMBOLS ]
}
exists() { grep -qx "$1" $SYMBOLS; }
in_kallsyms() {
	ops | awk '
	NR == FNR { there[$1]; next }
	$2 != "none" && !($2 in there) { print "no symbol " $2; bad = 1 }
	END { exit bad }' $SYMBOLS -
}

# A site that calls must call what pv_ops holds, and one that does nothing must
# stand for a function that does nothing. No function at all is a bug to call.
agree() {
	ops | awk '
	$4 == "-" || $4 == "inline" { next }
	$4 == "direct" && $7 == $2 { next }
	$2 == "none" && $7 ~ /^(BUG_func|paravirt_BUG)$/ { next }
	$4 == "nop" && $2 ~ /^(nop_func|_paravirt_nop)$/ { next }
	{ print; bad = 1 }
	END { exit bad }'
}

# Xen leaves out what a PV guest with four levels of page tables never does, on kernels
# where it fills in the table as a whole: before there was one for the locks.
empty() {
	! exists pv_ops_lock || return 0
	case $EXPECT_DETECTED in
	"Xen PV") echo mmu.alloc_p4d mmu.notify_page_enc_status_changed \
		mmu.release_p4d mmu.set_pgd ;;
	esac
}
found_empty() { ops | awk '$2 == "none" { print $1 }' | sort | paste -sd ' '; }

# is OP READING [CODE] - CODE: what the bytes begin with
is() {
	same "$2" "$(reading "$1")" || return 1
	case $(code "$1") in ${3:-}*) return 0 ;; esac
	echo "the bytes are $(code "$1")"
	return 1
}
calls() { # OP PATTERN of the function
	is "$1" "direct call to $(target "$1")" e8 || return 1
	target "$1" | grep -q "$2" || { grep "^$1 " $COPY; return 1; }
}

# Only a PV guest of Xen has no privileged instructions.
native() { # OP READING CODE
	case $EXPECT_DETECTED in
	"Xen PV") check "$1: a call of Xen's function" calls "$1" xen ;;
	*) check "$1: inline native: $2" is "$1" "inline native: $2" "$3" ;;
	esac
}

# Which hypervisor's vcpu_is_preempted this guest must have. KVM's needs a host with
# steal time, Xen's a second vCPU. Hyper-V's is a constant, and it is gone with the series
# hyperv-preempted. In any other environment it may be a function of any
# hypervisor, but only where the provider "kernel" has found the kernel's CPU feature
# for it.
replaced_by() {
	case $EXPECT_DETECTED/$PVSHIM_ENV/$EXPECT_VCPUS in
	none/* | VMware/* | */xen-liar/*) echo native ;;
	KVM/kvm*) echo kvm ;;
	Xen*/[24]) echo xen ;;
	*/tinyhv-odd-hyperv-spinlocks/*)
		if exists hv_vcpu_is_preempted; then echo hv; else echo native; fi
		;;
	*) if available vcpu_is_preempted | grep -qw kernel; then echo _; else echo native; fi ;;
	esac
}
# Kernels clear all of the register or its lower half, which is the same.
returns_false() { # OP
	case $(reading "$1") in
	*%eax) is "$1" 'inline native: xor %eax,%eax' 31c0 ;;
	*) is "$1" 'inline native: xor %rax,%rax' 4831c0 ;;
	esac
}
preempted() {
	op=lock.vcpu_is_preempted
	case $(replaced_by) in
	native) returns_false $op ;;
	*) calls $op "$(replaced_by)" ;;
	esac
}

# What the list of operations does not fit
dmesg | grep -o 'pvshim: Linux .* is not known.*' | while read -r line; do diag "$line"; done
check "the kernel shows its symbols" find_symbols
empty=$(empty)
check "only root may read it" same 400 "$(stat -c %a $FILE)"
check "one line for each operation" \
	same "$(ops | grep -c .) ops" "$(sed -n '$p' $COPY)"
check "four columns each" none '^[^ ]+ +[^ ]+( +[^ ]+)?$'
check "no operation twice" same "" "$(ops | awk '{ print $1 }' | sort | uniq -d)"
check "no operation is unknown, nor any bytes" none unknown
check "each leads to a function${empty:+, but $empty}" same "$empty" "$(found_empty)"
check "which the kernel's symbols have, too" in_kallsyms
check "no address is shown" none '(0x|f{4,}[0-9a-f]{8,})'
check "all but one operation have a site" same mmu.set_fixmap \
	"$(ops | awk '$3 == "-" { print $1 }')"
check "all sites are patched" none 'unpatched$'
check "calls go where pv_ops points" agree

native irq.irq_disable cli fa
native irq.irq_enable sti fb
native irq.save_fl 'pushf; pop %rax' 9c58
native mmu.read_cr3 'mov %cr3,%rax' 0f20d8
check "irq.halt: a direct call" calls irq.halt halt
if ops | grep -q '^lock.vcpu_is_preempted '; then
	check "lock.vcpu_is_preempted: $(replaced_by), as this guest has" preempted
else
	skip_test "lock.vcpu_is_preempted" "this kernel has it as a static call"
fi
check "unload" unload_all
done_testing
