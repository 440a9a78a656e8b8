# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Shared by the scripts that fill the cache. What is in it is complete, and its name
# says all that decided its content, so clones and runs share it.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/pvshim
ME=${0##*/}
# What is kept is the same whatever the make that asks for it was told (-s, V=1, ...)
unset MAKEFLAGS MFLAGS MAKEOVERRIDES V W C

say() { echo "$ME: $*" >&2; }
die() { say "$*"; exit 1; }

# need COMMAND WHAT - stops when there is none
need() { command -v "$1" >/dev/null || die "there is no $1; please install $2"; }

# lock NAME - one run at a time per part of the cache, released at exit
lock() {
	mkdir -p "$CACHE"
	exec 9>"$CACHE/.lock-$1"
	flock -n 9 || { say "waiting for another run"; flock 9; }
}

# newest_of LINKFILE - the directory a column's file names, if it is there
newest_of() {
	local dir
	[ -f "$1" ] && [ -s "$1" ] || return 1
	dir=$CACHE/$(cat "$1")
	[ -d "$dir" ] && echo "$dir"
}

# keep LINKFILE NAME COMMAND... - have the directory NAME in the cache, and LINKFILE
# name it. Where it is missing, COMMAND makes it: it fills $tmp, which becomes $final
# when it is complete.
keep() {
	local link=$1 name=$2
	shift 2
	final=$CACHE/$name
	if [ ! -e "$final/version" ]; then
		tmp=$final.tmp.$$
		trap 'rm -rf "$tmp"' EXIT
		rm -rf "$final".tmp.*
		mkdir -p "$tmp"
		"$@"
		rm -rf "$final"
		mv "$tmp" "$final"
		trap - EXIT
	fi
	echo "$name" >"$link.new"
	mv "$link.new" "$link"
}
