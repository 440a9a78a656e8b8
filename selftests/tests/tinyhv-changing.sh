# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A guest that wakes up on another host: after a suspend, VMware is gone. What
# was bound to it must be native again, with one line in the log each; the host is
# asked nothing; and what comes back is all there again.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh

PROVIDER=$PV/providers/vmware
VMWARE=3 # in enum pvshim_hv

facts() { cat $PROVIDER/source $PROVIDER/base $PROVIDER/version $PV/hypervisor | tr '\n' ' '; }
hypercall() { sed -n "s/^$VMWARE //p" $CONSUMER/foreign; }
hypercalls() { tinyhv_fact vmmcall; }

check "load" load claim_steal=1
modprobe pvshim_consumer
check "steal time is VMware's" same vmware "$(bound steal_clock)"
check "what is known of it" same "cpuid 0x40000000 6 (VMMCALL) vmware " "$(facts)"
check "hypercalls reach it" same 4294967295 "$(hypercall)"
tinyhv_put 3 1 # the hypervisor changes
asked=$(hypercalls)
log_mark
check "a suspend and its resume" suspend
check "steal time is native" same native "$(bound steal_clock)"
check "host time is native" same native "$(bound host_time)"
check "the host that is not VMware was asked nothing" same "$asked" "$(hypercalls)"
check "memory that it had is leaked, with a word" \
	logged "vmware: steal clock: its host is gone, leaking its memory"
check "nothing of VMware is believed any more" same "absent 0x00000000  unknown " "$(facts)"
check "a hypercall is refused" same -95 "$(hypercall)"
check "binding is refused" refused bind_op host_time vmware
check "with the reason" logged "its signature is gone"
check "still nothing was asked" same "$asked" "$(hypercalls)"

tinyhv_put 3 0 # it comes back
check "verified" verify
check "it is known again" same "cpuid 0x40000000 6 (VMMCALL) vmware " "$(facts)"
check "hypercalls reach it again" same 4294967295 "$(hypercall)"
check "host time can be bound again" bind_op host_time vmware
check "steal time can be bound again" bind_op steal_clock vmware
from=$(result steal_clock 0)
steal_now 100
check "and goes on" test "$(result steal_clock 0)" -ge $((from + 90000000))
check "each was one verification" same 2 "$(cat $PV/verifications)"
check "unload" unload_all
done_testing
