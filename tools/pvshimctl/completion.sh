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
		dir=${dir%/}
		[ ! -d "$dir" ] || echo "${dir##*/}"
	done
}

# A file, unless that is a pipe, which might have nothing to say for ever
_pvshimctl_cat() { [ -f "$1" ] && cat -- "$1" 2>/dev/null; }

# Those who can serve an operation, or everybody where that is not known
_pvshimctl_servers() {
	_pvshimctl_cat "$1/ops/$2/available" || _pvshimctl_names "$1/providers"
}

# Providers that have late operations, or the operations of this provider
_pvshimctl_late() {
	local provider ops
	while read -r provider ops; do
		[ $# != 1 ] || echo "$provider"
		[ "${2-}" != "$provider" ] || echo "$ops"
	done < <(_pvshimctl_cat "$1/late/available")
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
	1/late) echo native && _pvshimctl_late "$sysfs" ;;
	*/late) _pvshimctl_late "$sysfs" "${words[1]}" ;;
	esac
}

# What begins like the word at the cursor. compgen -W would expand the candidates, and
# run what stands in $() in a file; what is no name is none of pvshim's.
_pvshimctl_fitting() {
	local candidate
	local -a candidates
	read -r -d '' -a candidates || :
	for candidate in "${candidates[@]}"; do
		case $candidate in
		*[!a-zA-Z0-9_.-]*) ;;
		"$1"*) echo "$candidate" ;;
		esac
	done
}

_pvshimctl() {
	local word=${COMP_WORDS[COMP_CWORD]}
	local options="--json --sysfs --debugfs --help --version"
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--sysfs | --debugfs)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	esac
	case $word in
	-*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	*) mapfile -t COMPREPLY < <(_pvshimctl_candidates | _pvshimctl_fitting "$word") ;;
	esac
}

complete -F _pvshimctl pvshimctl
