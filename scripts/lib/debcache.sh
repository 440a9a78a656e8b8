# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Shared by the scripts that fill the cache: fetch Debian packages and unpack
# them without installing anything. What is in the cache is complete, and its
# name says all that decided its content, so clones and runs share it.

CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/pvshim
ME=${0##*/}
# What is kept is the same whatever the make that asks for it was told (-s, V=1, ...)
unset MAKEFLAGS MFLAGS MAKEOVERRIDES V W C
TABLE=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../../selftests/kernels.cfg")

say() { echo "$ME: $*" >&2; }
die() { say "$*"; exit 1; }

# row COL KEY - what the table of kernels says of a column
row() {
	awk -v section="[$1]" -v key="$2" '/^\[/ { here = $0 == section }
		here && $1 == key { sub(/^[^=]*= */, ""); print }' "$TABLE"
}

# refresh - apt's lists may be missing or older than what the mirror holds
refresh() {
	say "updating apt's package lists"
	apt-get -q update >&2 || say "apt-get update failed, going on with the lists there are"
}

# lock NAME - one run at a time per part of the cache, released at exit
lock() {
	mkdir -p "$CACHE"
	exec 9>"$CACHE/.lock-$1"
	flock -n 9 || { say "waiting for another run"; flock 9; }
	[ -n "$(candidate linux-image-amd64)" ] || refresh
}

# candidate PKG - the version apt would install; empty when there is none. It must not
# fail then, as a caller that assigns the result would end without a word.
candidate() {
	{ apt-cache show --no-all-versions "$1" 2>/dev/null || true; } |
		awk '$1 == "Version:" && !found++ { print $2 }'
}

# depends PKG [EXTENDED-REGEX] - real packages it depends on, matching
depends() {
	apt-cache depends --no-recommends --no-suggests --no-conflicts \
		--no-breaks --no-replaces --no-enhances "$1" 2>/dev/null |
		awk '$1 ~ /Depends:$/ && $2 !~ /^</ { print $2 }' |
		grep -E "${2:-.}" || true
}

# download DIR PKG... - the .deb files, into DIR
download() {
	local dir=$1
	shift
	say "downloading $*"
	fetch_debs "$dir" "$@" || { refresh && fetch_debs "$dir" "$@"; } ||
		die "apt-get download failed for: $*"
}

fetch_debs() {
	(cd "$1" && shift && apt-get -q -o APT::Sandbox::User=root download "$@" >&2)
}

# unpack DEB DIR - keeps DIR's own symlinks (lib -> usr/lib) as they are
unpack() {
	dpkg-deb --fsys-tarfile "$1" |
		tar -x --keep-directory-symlink -C "$2" || die "cannot unpack $1"
}

# newest_of LINKFILE - the directory a column's file names, if it is there
newest_of() {
	local dir
	[ -f "$1" ] && [ -s "$1" ] || return 1
	dir=$CACHE/$(cat "$1")
	[ -d "$dir" ] && echo "$dir"
}

# offline LINKFILE WHAT - apt does not know WHAT: go on with the cached one
offline() {
	local old
	old=$(newest_of "$1") || die "apt knows no $2 and none is cached; try apt-get update"
	say "apt knows no $2; using the cached $(cat "$old/version")"
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

# closure PKG... - these and all they need that this machine lacks; nothing is
# installed, apt only tells what it would do (upgrades: with the old version in [])
closure() {
	apt-get install --no-install-recommends --simulate -qq "$@" |
		awk '$1 == "Inst" && $3 !~ /^\[/ { print $2 }'
}

# fetch_or_path LOCK LINK WHAT [ARGUMENT...] - the command line of a script that only
# has these two commands, with its own functions usage and fetch
fetch_or_path() {
	local lock=$1 link=$CACHE/$2 what=$3
	shift 3
	[ $# -le 1 ] || { usage >&2; exit 2; }
	case ${1:-} in
	fetch)
		lock "$lock"
		mkdir -p "$(dirname "$link")"
		fetch
		;;
	path) newest_of "$link" || die "$what fetched yet: scripts/$ME fetch" ;;
	-h | --help) usage ;;
	*) usage >&2; exit 2 ;;
	esac
}
