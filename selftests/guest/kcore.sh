# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# Sourced by tests that read the kernel's memory, in /proc/kcore.

# number OFFSET BYTES - one of the header of /proc/kcore, an ELF file
number() {
	dd if=/proc/kcore bs="$2" count=1 iflag=skip_bytes skip="$1" 2>/dev/null |
		od -A n -t "u$2"
}

# where ADDRESS - in that file
where() {
	header=$(number 32 8)
	last=$((header + 56 * ($(number 56 2) - 1)))
	while [ "$header" -le $last ]; do
		beyond=$(($1 - $(number $((header + 16)) 8)))
		if [ $beyond -ge 0 ] && [ $beyond -lt "$(number $((header + 32)) 8)" ]; then
			echo $(($(number $((header + 8)) 8) + beyond))
			return
		fi
		header=$((header + 56))
	done
	echo "$1 is not in /proc/kcore"
	return 1
}
