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
		--sysfs | --debugfs | --root | --leaves | --watch) ((i++)) ;;
		--load | --pairs | --calls | --seed | --exits | --record) ((i++)) ;;
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

# The providers that can serve an operation, or all where that is not known
_pvshimctl_servers() {
	_pvshimctl_cat "$1/ops/$2/available" || _pvshimctl_names "$1/providers"
}

# The providers that can serve any operation of the kernel itself
_pvshimctl_kernel_servers() {
	local dir scope
	for dir in "$1"/ops/*/; do
		read -r scope < <(_pvshimctl_cat "$dir/scope") || :
		[ "$scope" != kernel ] || _pvshimctl_cat "$dir/available"
	done
}

# Whether the words before the cursor have the option --kernel
_pvshimctl_for_kernel() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		[ "${COMP_WORDS[i]}" != --kernel ] || return 0
	done
	return 1
}

_pvshimctl_options() {
	local words
	mapfile -t words < <(_pvshimctl_words)
	echo --json --sysfs --debugfs --help --version
	[ "${words[0]:-}" != bind ] || echo --kernel
	[ "${words[0]:-}" != values ] || echo --watch --prometheus
	[[ ${words[0]:-} != @(inspect|support) ]] || echo --root --leaves
	[ "${words[0]:-}" != ab ] ||
		echo --load --pairs --calls --seed --exits --record --restore
}

# What may come after the words before the cursor
_pvshimctl_candidates() {
	local sysfs words kernel=
	sysfs=$(_pvshimctl_sysfs)
	mapfile -t words < <(_pvshimctl_words)
	! _pvshimctl_for_kernel || kernel=/kernel
	case ${#words[@]}/${words[0]:-}$kernel in
	0/) echo inspect status providers ops values bind verify pv-ops support bench ab ;;
	0//kernel) echo bind ;;
	*/providers) _pvshimctl_names "$sysfs/providers" ;;
	*/ops | 1/bind | 1/ab) _pvshimctl_names "$sysfs/ops" ;;
	2/bind | 2/ab) _pvshimctl_servers "$sysfs" "${words[1]}" ;;
	1/bind/kernel) _pvshimctl_kernel_servers "$sysfs" ;;
	esac
}

# What begins like the word at the cursor, each once. compgen -W would expand the candidates, and
# run what stands in $() in a file; what is no name is none of pvshim's.
_pvshimctl_fitting() {
	local candidate told=' '
	local -a candidates
	read -r -d '' -a candidates || :
	for candidate in "${candidates[@]}"; do
		case $candidate in
		*[!a-zA-Z0-9_.-]*) continue ;;
		"$1"*) [[ $told == *" $candidate "* ]] || echo "$candidate" ;;
		esac
		told+="$candidate "
	done
}

# Whether the cursor is in the command that ab measures
_pvshimctl_in_command() {
	local i
	for ((i = 1; i < COMP_CWORD; i++)); do
		[ "${COMP_WORDS[i]}" != -- ] || return 0
	done
	return 1
}

_pvshimctl() {
	local word=${COMP_WORDS[COMP_CWORD]}
	if _pvshimctl_in_command; then
		mapfile -t COMPREPLY < <(compgen -c -f -- "$word")
		return
	fi
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--load)
		mapfile -t COMPREPLY < <(compgen -W "flush mprotect ipi futex" -- "$word")
		return
		;;
	--pairs | --calls | --seed | --exits) return ;;
	--leaves | --record)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	# a number
	--watch)
		COMPREPLY=()
		return
		;;
	--sysfs | --debugfs | --root)
		mapfile -t COMPREPLY < <(compgen -d -- "$word")
		return
		;;
	esac
	case $word in
	-*) mapfile -t COMPREPLY < <(compgen -W "$(_pvshimctl_options)" -- "$word") ;;
	*) mapfile -t COMPREPLY < <(_pvshimctl_candidates | _pvshimctl_fitting "$word") ;;
	esac
}

complete -F _pvshimctl pvshimctl
