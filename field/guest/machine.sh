# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash disable=SC2154,SC2034
#
# What is written into the report about the machine: in the form of write.awk, a line for
# each value. No serial number, no UUID, no MAC address, no host name is read.

# The form: TYPE, KEY and VALUE with tabs between them
text() { key=$1; shift; printf 'S\t%s\t%s\n' "$key" "$(printf %s "$*" | tr '\n\t' '  ')"; }
number() { printf 'N\t%s\t%s\n' "$1" "$2"; }
object() { printf '{\t%s\n' "${1:-}"; }
array() { printf '[\t%s\n' "${1:-}"; }
end_object() { echo '}'; }
end_array() { echo ']'; }
# list KEY - of the lines of standard input; by one program, as they may be thousands
list() {
	array "$1"
	awk '{ gsub(/[\t\r]/, " "); print "S\t\t" $0 }'
	end_array
}

dmi() { cat "/sys/class/dmi/id/$1" 2>/dev/null || echo unknown; }
one_of() { sed -n "s/^$1[[:blank:]]*: *//p" /proc/cpuinfo | head -n 1; }
vcpus() { grep -c ^processor /proc/cpuinfo; }
mib() { awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo; }
firmware() { if [ -d /sys/firmware/efi ]; then echo UEFI; else echo BIOS; fi; }
clocksource() { cat /sys/devices/system/clocksource/clocksource0/current_clocksource; }
# on a machine without a clock of its own, 1970
date_utc() { date -u +%Y-%m-%dT%H:%M:%SZ; }

# expectations - what the tests compare with, by sources other than pvshim
expectations() {
	EXPECT_DETECTED=$(detected)
	EXPECT_SIGNATURES=$(signatures)
	EXPECT_VCPUS=$(vcpus)
	EXPECT_CFI=$(checked_calls)
	PVSHIM_RELEASE=$(uname -r)
	case $EXPECT_DETECTED/$EXPECT_SIGNATURES in
	Xen* | none/XenVMMXenVMM*) PVSHIM_ENV=field-xen ;;
	*/VMwareVMware*) PVSHIM_ENV=field-vmware ;;
	VMware*) PVSHIM_ENV=field-vmware-dmi ;;
	KVM*) PVSHIM_ENV=field-kvm ;;
	Microsoft*) PVSHIM_ENV=field-hyperv ;;
	*) PVSHIM_ENV=field ;;
	esac
	cat >>/pvshim/boot/env <<-END
		EXPECT_DETECTED="$EXPECT_DETECTED"
		EXPECT_SIGNATURES="$EXPECT_SIGNATURES"
		EXPECT_VCPUS=$EXPECT_VCPUS
		EXPECT_CFI="$EXPECT_CFI"
		PVSHIM_RELEASE=$PVSHIM_RELEASE
		PVSHIM_ENV=$PVSHIM_ENV
	END
}

# The leaves as they are, but for leaf 3, which may hold a serial number
cpuid_leaves() { cpuid -1 -r | sed -n '/^ *0x/p' | sed 's/^ *//; /^0x00000003 /d'; }

pci_ids() {
	for each in /sys/bus/pci/devices/*; do
		[ -e "$each" ] || return
		(cd "$each" && echo "${each##*/} $(cat vendor):$(cat device) class $(cat class)" \
			"subsystem $(cat subsystem_vendor):$(cat subsystem_device)" | sed 's/0x//g')
	done
}

interrupts_now() { grep -E '^ *(TLB|CAL|RES|LOC|HYP|HVS|HRE):' /proc/interrupts | tr -s ' '; }

write_machine() {
	{
		object machine
		text vendor "$(dmi sys_vendor)"
		text product "$(dmi product_name)"
		text bios "$(dmi bios_vendor) $(dmi bios_version)"
		text firmware "$(firmware)"
		text processor "$(one_of 'model name')"
		number vcpus "$(vcpus)"
		number memory_mib "$(mib)"
		text flags "$(one_of flags)"
		end_object
		object below
		text kernel_says "$EXPECT_DETECTED"
		text signatures "$EXPECT_SIGNATURES"
		text sys_hypervisor "$(cat /sys/hypervisor/type 2>/dev/null || echo none)"
		text environment "$PVSHIM_ENV"
		end_object
		object kernel
		text column "$PVSHIM_KERNEL"
		text release "$(uname -r)"
		text command_line "$(cat /proc/cmdline)"
		text clock_source "$(clocksource)"
		text calls_checked "$EXPECT_CFI"
		end_object
		cpuid_leaves | list cpuid
		pci_ids | list pci
	} >/run/machine
}
