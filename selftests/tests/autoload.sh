# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Does udev's way of loading modules, by the modalias of a device, load pvshim
# exactly where there is a hypervisor? Without udev here, modprobe is given the
# modaliases that udev would give it.

# shellcheck source=selftests/guest/pvshim.sh
. /pvshim/guest/pvshim.sh

resolves() { modprobe -R "$(cat "$1")" 2>/dev/null | grep -qx pvshim; }
cpu=/sys/devices/system/cpu/modalias
dmi=/sys/class/dmi/id/modalias

if grep -qw hypervisor /proc/cpuinfo; then
	check "the CPU's modalias names pvshim" resolves $cpu
else
	check "the CPU's modalias does not name pvshim" refused resolves $cpu
fi
if [ "${PVSHIM_ENV%vmware-dmi}" != "$PVSHIM_ENV" ]; then
	check "the DMI modalias names pvshim" resolves $dmi
elif [ -e $dmi ]; then
	check "the DMI modalias does not name pvshim" refused resolves $dmi
else
	skip_test "the DMI modalias" "this guest has no DMI"
fi
done_testing
