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

# leaf NUMBER - EBX ECX EDX of 0x40000000 + NUMBER * 0x100 as text. The device's
# offset is the leaf, and dd counts it in blocks of 16.
leaf() {
	dd if=/dev/cpu/0/cpuid bs=16 count=1 skip=$((0x4000000 + $1 * 0x10)) 2>/dev/null |
		dd bs=4 skip=1 2>/dev/null | tr -d '\000'
}

# "SIG@base SIG@base", silent or none: the first bases and the last one. A leaf beyond
# the last repeats another one's content, which is no signature: those are words.
signatures() {
	list=
	grep -qw hypervisor /proc/cpuinfo || { echo none; return; }
	for number in 0 1 2 3 4 5 6 7 8 255; do
		text=$(leaf $number)
		[ ${#text} -ge 9 ] && echo "$text" | grep -qx '[A-Za-z ]*' &&
			list="$list $text@$(printf %x $((0x40000000 + number * 0x100)))"
	done
	echo "${list:- silent}" | cut -c2-
}

# how the kernel says that it checks calls through pointers, or "none"
checked_calls() {
	line=$(dmesg | grep -m1 -o 'Using [a-z ]*kCFI$\|Using [a-z ]*FineIBT[+A-Z]* CFI$') ||
		{ echo none; return; }
	case $line in *kCFI) echo kCFI ;; *) echo FineIBT ;; esac
}
