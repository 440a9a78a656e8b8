# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What a guest finds itself to be, without pvshim: in the words of envs.cfg. It needs the
# module cpuid.

# what the kernel itself found: the text, or "none"
detected() {
	line=$(dmesg | grep -m1 'Hypervisor detected: ') || { echo none; return; }
	echo "${line#*Hypervisor detected: }"
}

# leaves NUMBER... - the registers of each 0x40000000 + NUMBER * 0x100 as a line: EAX, a
# tab, and the text of EBX, ECX and EDX, where "\0" is a zero byte. The device's offset is
# the leaf, and dd counts it in blocks of 16. One process for each: it takes a fifth of a
# second below a hypervisor that is itself emulated.
leaves() {
	for number; do
		dd if=/dev/cpu/0/cpuid bs=16 count=1 skip=$((0x4000000 + number * 0x10)) 2>/dev/null
	done | hexdump -v -e '4/1 "%_c" "\t" 12/1 "%_c" "\n"'
}

# "SIG@base SIG@base", silent or none: the first bases and the last one. A leaf beyond
# the last repeats another one's content, which is no signature: those are words.
signatures() {
	grep -qw hypervisor /proc/cpuinfo || { echo none; return; }
	set -- 0 1 2 3 4 5 6 7 8 255
	tab=$(printf '\t')
	list=$(leaves "$@" | while IFS=$tab read -r _ text; do
		while [ "$text" != "${text%\\0}" ]; do text=${text%\\0}; done
		case $text in
		*[!A-Za-z\ ]*) ;;
		?????????*) printf ' %s@%x' "$text" $((0x40000000 + $1 * 0x100)) ;;
		esac
		shift
	done)
	list=${list:- silent}
	echo "${list# }"
}

# how the kernel says that it checks calls through pointers, or "none"
checked_calls() {
	line=$(dmesg | grep -m1 -o 'Using [a-z ]*kCFI$\|Using [a-z ]*FineIBT[+A-Z]* CFI$') ||
		{ echo none; return; }
	case $line in *kCFI) echo kCFI ;; *) echo FineIBT ;; esac
}
