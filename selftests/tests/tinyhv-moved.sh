# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# A guest that was moved to a poorer host, and to one where KVM's signature stands
# behind another: features and bases are those of now, not those of load time.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh
# shellcheck source=selftests/guest/tinyhv.sh
. /pvshim/guest/tinyhv.sh

PROVIDER=$PV/providers/kvm
STEAL_TIME=5 # number of the feature bit

features() { cat $PROVIDER/features; }
steal_bit() { echo $(($(features) >> STEAL_TIME & 1)); }

check "load" load
check "KVM reads steal time" bind_op steal_clock kvm
check "the feature is there" same 1 "$(steal_bit)"

feature_off $STEAL_TIME
log_mark
check "a poorer host" verify
check "the feature is gone" same 0 "$(steal_bit)"
check "steal time is native" same native "$(bound steal_clock)"
check "so is what shares its areas" same native "$(bound vcpu_is_preempted)"
check "with the reason" logged "feature bit 5 is not set"
check "binding is refused" refused bind_op steal_clock kvm

feature_on $STEAL_TIME
check "a richer host" verify
check "the feature is there again" same 1 "$(steal_bit)"
check "and can be bound" bind_op steal_clock kvm

before=$(switches steal_clock)
signatures_move 1
check "behind another signature" verify
check "found at the base of now" same 0x40000100 "$(cat $PROVIDER/base)"
check "still bound, without a switch" same "kvm $before" \
	"$(bound steal_clock) $(switches steal_clock)"
signatures_move 0
check "and back" verify
check "found at the base of now again" same "0x40000000 kvm" \
	"$(cat $PROVIDER/base) $(bound steal_clock)"
check "unload" unload_all
done_testing
