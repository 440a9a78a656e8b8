# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Completion of pvshimctl for bash: commands, options, and what sysfs names.

# Where sysfs is mounted, in the words before the cursor too.
_pvshimctl_sysfs() {
	local i dir=/sys
	for ((i = 1; i < COMP_CWORD; i++)); do
		[ "${COMP_WORDS[i]}" != --sysfs ] || dir=${COMP_WORDS[i + 1]}
	done
	echo "$dir/kernel/pvshim"
}

# The words that are neither options nor their values, one per line.
_pvshimctl_words() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--sysfs | --debugfs) ((i++)) ;;
		-*) ;;
		*) echo "${COMP_WORDS[i]}" ;;
		esac
	done
}

# Names of directories
_pvshimctl_names() {
	local dir
	for dir in "$1"/*/; do
		[ ! -d "$dir" ] || basename "$dir"
	done
}

# Those who can serve an operation, or everybody where that is not known
_pvshimctl_servers() {
	cat "$1/ops/$2/available" 2>/dev/null || _pvshimctl_names "$1/providers"
}

# A line for each provider that has late operations, with these
_pvshimctl_late() {
	cat "$1/late/available" 2>/dev/null || :
}

# What may come after the words before the cursor
_pvshimctl_candidates() {
	local sysfs words
	sysfs=$(_pvshimctl_sysfs)
	mapfile -t words < <(_pvshimctl_words)
	case ${#words[@]}/${words[0]:-} in
	0/) echo status providers ops bind verify late kernel-ops bench ;;
	*/providers) _pvshimctl_names "$sysfs/providers" ;;
	*/ops | 1/bind) _pvshimctl_names "$sysfs/ops" ;;
	2/bind) _pvshimctl_servers "$sysfs" "${words[1]}" ;;
	1/late) echo native && _pvshimctl_late "$sysfs" | cut -d" " -f1 ;;
	*/late) _pvshimctl_late "$sysfs" | sed -n "s/^${words[1]} //p" ;;
	esac
}

_pvshimctl() {
	local word=${COMP_WORDS[COMP_CWORD]} candidates
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--sysfs | --debugfs)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	esac
	case $word in
	-*) candidates="--json --sysfs --debugfs --help --version" ;;
	*) candidates=$(_pvshimctl_candidates) ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$word")
}

complete -F _pvshimctl pvshimctl
