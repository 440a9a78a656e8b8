# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Shared by the scripts that fill the cache with what Debian's packages hold: fetch
# them and unpack them without installing anything. Every suite has an apt
# configuration of its own, so that it does not matter which one this machine has.
# The script that sources this goes on in the root of scripts/in-root.

lib=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")")
"$lib/../in-root" --inside || exec "$lib/../in-root" "$0" "$@"
# shellcheck source=scripts/lib/cache.sh
. "$lib/cache.sh"
# shellcheck source=scripts/lib/mirror.sh
. "$lib/mirror.sh"
TABLE=$(readlink -f "$lib/../../selftests/kernels.cfg")
DAYS_OF_LISTS=7 # before apt's lists are asked for again

# row COL KEY - what the table of kernels says of a column, or of all
row() {
	awk -v section="[$1]" -v key="$2" '
		/^\[/ { here = $0 == section; all = $0 == "[DEFAULT]" }
		$1 == key && (here || all && !own) { value = $0; own = here }
		END { sub(/^[^=]*= */, "", value); print value }' "$TABLE"
}

# columns - of that table, in its order
columns() { sed -n 's/^\[\(.*\)\]$/\1/p' "$TABLE" | grep -vx DEFAULT; }

# sources_there - the versions of Linux that it has columns built from source of
sources_there() { sed -n 's/^package = linux-source-//p' "$TABLE" | sort -uV; }

# suite SUITE - the next calls of apt are for this one; its lists are fetched when
# they are missing or old
suite() {
	local dir=$CACHE/apt/$1 lists
	[ "${APT_CONFIG:-}" != "$dir/apt.conf" ] || return 0
	lists=$dir/lists
	mkdir -p "$lists/partial" "$dir/cache/archives/partial" "$dir/parts"
	: >>"$dir/status"
	sources "$1" >"$dir/sources.list"
	cat >"$dir/apt.conf" <<CONF
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "$dir/parts";
Dir::Etc::preferencesparts "$dir/parts";
Dir::State::lists "$lists";
Dir::State::status "$dir/status";
Dir::Cache "$dir/cache";
APT::Sandbox::User "root";
APT::Architectures { "amd64"; };
CONF
	# what is new there only counts for those who ask for it
	[ "$1" = "${1%-backports}" ] ||
		echo "APT::Default-Release \"$1\";" >>"$dir/apt.conf"
	export APT_CONFIG=$dir/apt.conf
	[ -n "$(find "$dir/updated" -mtime "-$DAYS_OF_LISTS" 2>/dev/null)" ] || refresh
}

# refresh - apt's lists may be missing or older than what the mirror holds
refresh() {
	local dir=${APT_CONFIG%/apt.conf}
	say "updating the package lists of ${dir##*/}"
	if apt-get -q update >&2; then
		: >"$dir/updated"
	else
		say "apt-get update failed, going on with the lists there are"
	fi
}

# candidate PKG - the version apt would install; empty when there is none. It must not
# fail then, as a caller that assigns the result would end without a word.
candidate() {
	{ apt-cache policy "$1" 2>/dev/null || true; } |
		awk '$1 == "Candidate:" && $2 != "(none)" && !found++ { print $2 }'
}

# depends PKG [EXTENDED-REGEX] - real packages it depends on, matching
depends() {
	apt-cache depends --no-recommends --no-suggests --no-conflicts \
		--no-breaks --no-replaces --no-enhances "$1=$(candidate "$1")" 2>/dev/null |
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

fetch_debs() { (cd "$1" && shift && apt-get -q download "$@" >&2); }

# unpack DEB DIR - keeps DIR's own symlinks (lib -> usr/lib) as they are
unpack() {
	dpkg-deb --fsys-tarfile "$1" |
		tar -x --keep-directory-symlink -C "$2" || die "cannot unpack $1"
}

# offline LINKFILE WHAT - apt does not know WHAT: go on with the cached one
offline() {
	local old
	old=$(newest_of "$1") ||
		die "apt knows no $2 and none is cached; can the mirror be reached?"
	say "apt knows no $2; using the cached $(cat "$old/version")"
}
