# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A tree of the kernel's source as a git repository: the source, then one commit for
# each patch. A script that sources this sources kernel-build.sh first.

# The user's settings for git would show in the patches.
neutral_git() {
	unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
	export GIT_AUTHOR_NAME="The pvshim developers" GIT_AUTHOR_EMAIL=pvshim@example.org
	export GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
}

# A series is a directory below patches/ with a file `series`, by the way to it.

# kernel_of SERIES - the version of Linux that it is for
kernel_of() { sed -n '1s/^linux-source-//p' "$TOP/patches/$1/BASE"; }

# base SERIES - package and version that the patches were tried with
base() { paste -sd ' ' "$TOP/patches/$1/BASE"; }

# source_name SERIES SOURCE - the same of the source that there is
source_name() { echo "linux-source-$(kernel_of "$1") $(cat "$2/version")"; }

# wide_of SERIES FILE - this file of it, or of all that are beside it
wide_of() {
	local dir
	for dir in "$TOP/patches/$1" "$TOP/patches/${1%%/*}"; do
		[ ! -e "$dir/$2" ] || { echo "$dir/$2"; return; }
	done
}

# takes_module SERIES - whether the module's own patches may follow it
takes_module() { [ -n "$(wide_of "$1" cover-letter-in-tree)" ]; }

# check_base SERIES SOURCE - say so if these are two: the distribution's source moves on
check_base() {
	local there
	there=$(source_name "$1" "$2")
	[ "$there" = "$(base "$1")" ] ||
		say "patches/$1 were tried with $(base "$1"), now it is $there"
}

# am DIR FILE... - as commits; no fuzz, no whitespace errors
am() {
	local dir=$1
	shift
	[ $# != 0 ] || return 0
	git -C "$dir" am -q --committer-date-is-author-date --whitespace=error "$@" >&2
}

# commit_base SERIES SOURCE DIR - all that is in DIR, and the series that this one
# follows, as the commits that its patches follow
commit_base() {
	git -C "$3" init -q -b pvshim
	git -C "$3" add -A -f
	GIT_AUTHOR_DATE='@0 +0000' GIT_COMMITTER_DATE='@0 +0000' \
		git -C "$3" commit -q -m "$(source_name "$1" "$2")"
	# shellcheck disable=SC2046 # one word per file
	am "$3" $(patches_below "$1")
	git -C "$3" tag base
}

# touched FILE... - the files that these patches touch
touched() {
	[ $# != 0 ] || return 0
	sed -nE 's#^(--- a|\+\+\+ b)/([^\t]*).*#\2#p; s/^rename (from|to) //p' "$@" | sort -u
}

# small_tree SERIES SOURCE DIR [FILE...] - as much of the source as the patches touch,
# and these
small_tree() {
	local series=$1 src=$2 dir=$3 file
	shift 3
	mkdir -p "$dir"
	# shellcheck disable=SC2046 # one word per file
	{
		touched $(patches_below "$series") $(patches_of "$series")
		printf '%s\n' "$@"
	} | while read -r file; do
		[ ! -f "$src/$file" ] || (cd "$src" && cp --parents "$file" "$dir")
	done
	commit_base "$series" "$src" "$dir"
}

# format DIR OUT OPTION... - its commits as files
format() {
	local dir=$1 out=$2
	shift 2
	git -C "$dir" -c core.abbrev=12 format-patch -q --no-signature -o "$out" "$@" base
}

# stored DIR OUT - the same in the form of patches/: the id of a commit is different in
# each tree
stored() { format "$1" "$2" -N --zero-commit; }
