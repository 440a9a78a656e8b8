# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Does pvshim find every signature, at its base, and the same primary
# hypervisor as the kernel's own detection?

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

# The primary by a second source: the kernel's own "Hypervisor detected". A
# kernel told not to look (nopv) has no opinion; then the signature decides.
expected_primary() {
	case $EXPECT_DETECTED/$EXPECT_SIGNATURES in
	Xen*) echo xen ;;
	KVM*) echo kvm ;;
	VMware*) echo vmware ;;
	Microsoft*) echo hyperv ;;
	none/none) echo none ;;
	none/XenVMMXenVMM@*) echo xen ;;
	none/VMwareVMware@*) echo vmware ;;
	none/*) echo unknown ;;
	esac
}

# "SIG@base SIG@base" as pvshim logged them, in the words of envs.cfg; it logs nothing
# for either word without one
found_signatures() {
	list=$(log_since | sed -n 's/.*pvshim: signature "\(.*\)" at 0x\([0-9a-f]*\),.*/\1@\2/p' |
		tr '\n' ' ')
	case $list$EXPECT_SIGNATURES in none | silent) list=$EXPECT_SIGNATURES ;; esac
	echo "${list:-none }" | sed 's/ $//'
}

log_mark
check "the module loads" load
check "signatures and bases: $EXPECT_SIGNATURES" \
	same "$EXPECT_SIGNATURES" "$(found_signatures)"
check "primary hypervisor: $(expected_primary)" \
	same "$(expected_primary)" "$(cat $PV/hypervisor)"
case $PVSHIM_ENV in
*vmware-dmi) check "VMware is known by DMI and backdoor" \
	same dmi "$(cat $PV/providers/vmware/source)" ;;
*) check "VMware is not known by DMI" \
	refused grep -q dmi $PV/providers/vmware/source ;;
esac
check "the module unloads" unload_all
done_testing
