# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A VMware-style host: its backdoor answers, and what QEMU's lacks is refused
# with the answer that came back. See the provider's steal clock: it must not
# be taken unless the administrator says that the kernel has not.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

reason() { # OP - what the provider says about it
	sed -n "/^$1:/,/^[a-z]/s/^\tvmware: //p" $BINDINGS
}

# where the kernel has got its TSC frequency from the host, it also has the clock
if dmesg | grep -q 'TSC freq read from hypervisor'; then
	unclaimed="no: the kernel's own VMware code has it"
	claimed=$unclaimed
else
	unclaimed="no: the kernel may own it; see parameter claim_steal"
	claimed="no: the host has no STEALCLOCK"
fi

load
check "the backdoor tells its version by port" same "6 (port)" \
	"$(cat $PV/providers/vmware/version)"
check "steal clock: not touched without claim_steal" \
	same "$unclaimed" "$(reason steal_clock)"
check "host time: refused with the reason" \
	same "no: the host has no GETTIMEFULL" "$(reason host_time)"
unload_all

check "load with claim_steal=1" load claim_steal=1
check "steal clock: refused with the reason" same "$claimed" "$(reason steal_clock)"
check "steal clock: cannot be bound" refused bind_op steal_clock vmware
check "unload" unload_all
done_testing
