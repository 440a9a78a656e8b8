#compdef pvshimctl
# SPDX-License-Identifier: GPL-2.0
#
# Completion of pvshimctl for zsh: what that for bash says, which is installed beside it.

_pvshimctl() {
	local completions=$1
	local -a found
	found=(${(f)"$(bash --norc -c '
		. "$1"; COMP_CWORD=$2; shift 2; COMP_WORDS=("$@")
		_pvshimctl
		printf "%s\n" "${COMPREPLY[@]}"' \
		- $completions $((CURRENT - 1)) "${words[@]}" 2>/dev/null)"})
	compadd -- $found
}

_pvshimctl ${${(%):-%x}:A:h}/../../bash-completion/completions/pvshimctl
