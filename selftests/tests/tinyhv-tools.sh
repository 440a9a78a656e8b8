# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Debian's open-vm-tools as a witness: VMware's own programs, in user mode.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

check "vmware-checkvm: the version" same "VMware software version 6 (good)" "$(vmware-checkvm)"
check "vmware-rpctool: a log message goes out" vmware-rpctool "log pvshim was here"
check "vmware-rpctool: an answer comes back" \
	same "${PVSHIM_ENV#tinyhv-}" "$(vmware-rpctool 'info-get guestinfo.tinyhv')"
check "vmware-rpctool: a variable is set" vmware-rpctool "info-set guestinfo.test two words"
check "vmware-rpctool: and read" same "two words" "$(vmware-rpctool 'info-get guestinfo.test')"
check "vmware-rpctool: another one is not there" refused vmware-rpctool "info-get guestinfo.tes"
check "vmware-rpctool: an unknown request fails" refused vmware-rpctool "no-such-request"
done_testing
