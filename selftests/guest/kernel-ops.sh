# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2034,SC2086,SC2153
#
# Sourced by the tests of the kernel's own operations, after pvshim.sh: on a kernel that
# lets no module serve any, or where no provider can, the test is over.

IPI_STORM=/sys/kernel/debug/pvshim_ipi_storm
no_kernel_ops="this kernel lets no module serve its operations"

has_kernel_ops() { [ -n "$(kernel_ops)" ]; }

# served_in_kernel PROVIDER - what it has to offer there
served_in_kernel() {
	for each in $(kernel_ops); do
		read -r shown <$PV/ops/$each/available
		case " $shown " in *" $1 "*) echo $each ;; esac
	done
}
# The hypervisor's own provider if it can serve any, else the one of the tests.
kernel_provider() {
	for each in $(kernel_ops); do served_by $each; done | grep -v '^test$' | head -n1 |
		grep . || echo test
}

# need_kernel_ops - load everything; sets $provider
need_kernel_ops() {
	load autobind=0 || load
	has_kernel_ops || { unload_all; skip_all "$no_kernel_ops"; }
	provider=$(kernel_provider)
	[ $provider != test ] || modprobe pvshim_test_provider
}

# attach PROVIDER - bind every operation of scope kernel that it can serve and that is
# not busy; fails if there is none
attach() {
	for each in $(served_in_kernel $1); do
		bind_op $each $1 2>/dev/null || [ "$(cat $PV/ops/$each/busy)" = 1 ] || return
	done
	[ "$(attached)" ]
}
# native again
detach() {
	for each in $(kernel_ops); do bind_op $each native || return; done
}

# "OP=PROVIDER ...", the kernel's operations that are not native; their names alone
attached() {
	for each in $(kernel_ops); do
		read -r shown <$PV/ops/$each/provider
		[ "$shown" = native ] || printf '%s=%s ' "$each" "$shown"
	done
}
attached_ops() { attached | sed 's/=[^ ]* / /g; s/ $//'; }
busy_ops() { ops_with busy 1; }
# of all of them together
kernel_switches() {
	sum=0
	for each in $(kernel_ops); do
		read -r shown <$PV/ops/$each/switches
		sum=$((sum + shown))
	done
	echo $sum
}

# interrupts LINE - of this line of /proc/interrupts, all CPUs together
interrupts() {
	awk -v line="$1:" '$1 == line { for (i = 2; $i ~ /^[0-9]+$/; i++) sum += $i }
		END { print sum + 0 }' /proc/interrupts
}
