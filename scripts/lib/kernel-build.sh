# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Shared by the scripts that build kernels: the source with patches/, its
# configuration, the build with its progress. A script that sources this sources
# debcache.sh first.

TOP=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../..")

# who and when would change every build
export KBUILD_BUILD_TIMESTAMP='1970-01-01' KBUILD_BUILD_USER=pvshim KBUILD_BUILD_HOST=pvshim

# compilers by ccache: most files of two kernels, or of a series' prefixes, are the same
export PATH=/usr/lib/ccache:$PATH CCACHE_DIR=$CACHE/ccache CCACHE_MAXSIZE=8G

# kmake ARGUMENT... - the kernel's make, with the compiler of the row
COMPILER=
kmake() {
	case $COMPILER in
	clang) make LLVM=1 "$@" ;;
	*) make CC="${COMPILER:-gcc}" HOSTCC="${COMPILER:-gcc}" "$@" ;;
	esac
}

# check_tools TOOL... - for a build, and these
check_tools() {
	local tool missing=
	for tool in ${COMPILER:-gcc} make flex bison bc zstd depmod "$@"; do
		command -v "$tool" >/dev/null || missing="$missing $tool"
	done
	[ -e /usr/include/gelf.h ] || missing="$missing libelf-dev"
	[ -z "$missing" ] || die "missing:$missing; is this the root of scripts/in-root?"
}

# source_of SERIES - the directory of its source in the cache, which stays as it is
source_of() {
	"$TOP/scripts/kernel-source" fetch "$1" && "$TOP/scripts/kernel-source" path "$1"
}

# patches_of SERIES - the files, in order
patches_of() {
	local dir=$TOP/patches/$1 name
	[ -e "$dir/series" ] || die "no patches/$1/series"
	sed '/^#/d' "$dir/series" | while read -r name; do
		[ -e "$dir/$name" ] || die "patches/$1/series names $name, which is not there"
		readlink -f "$dir/$name"
	done
}

# patches_below SERIES - those of the series that it follows
patches_below() {
	local series
	sed -n 's/^# after //p' "$TOP/patches/$1/series" | while read -r series; do
		patches_below "$series"
		patches_of "$series"
	done
}

# same_files SOURCE DIR - with links to its files: what is built never writes into
# a file of the source, and patch replaces it
same_files() {
	cp -al "$1" "$2"
	rm -f "$2/version"
}

# wanted COLUMN - the lines of its configuration, but for those that it is without
wanted() {
	local name
	for name in $(row "$1" config); do
		row "$1" without | tr ' ' '\n' | sed 's/^/CONFIG_/' |
			grep -vxF -f - "$TOP/selftests/configs/$name.config" ||
			die "no fragment $name of $1"
	done
	echo "CONFIG_LOCALVERSION=\"-${1#*-}\""
}

# quietly LOG COMMAND... - its output is of interest only when it fails
quietly() {
	local log=$1
	shift
	"$@" >>"$log" 2>&1 || {
		tail -n 30 "$log" >&2
		failed "$log" "'$*' failed"
	}
}

# failed LOG WORDS
failed() {
	mkdir -p "$CACHE/kernels"
	cp "$1" "$CACHE/kernels/failed.log"
	die "$2; the whole log is $CACHE/kernels/failed.log"
}

# configure LOG LINES - in the source; stops when Kconfig did not take a line of that
# file as it is
configure() {
	local line lost=
	quietly "$1" kmake KCONFIG_ALLCONFIG="$2" allnoconfig
	while read -r line; do
		grep -qxF -- "$line" .config || lost="$lost
  $line"
	done < <(grep -E '^(# )?CONFIG_' "$2")
	[ -z "$lost" ] || die "configuration lines that did not come about:$lost"
}

# progress LOG - a line now and then, until it is killed
progress() {
	local built begun=$SECONDS next=15
	while sleep 1; do
		[ $((SECONDS - begun)) -ge $next ] || continue
		next=$((next + 15))
		built=$(grep -c '^  \(CC\|AS\) ' "$1" || true)
		say "$((SECONDS - begun)) s: $built of 1200 to 1800 files;" \
			"$(tail -n 1 "$1" | tr -s ' \t' ' ')"
	done
}

# objtool and modpost only warn, and a warning in a log goes unread
refuse_warnings() {
	local found
	found=$(grep -E 'warning: |^WARNING' "$1" | head -n 20) || return 0
	failed "$1" "the build warned:
$found
That is refused"
}

# compile LOG - in the configured source. KASAN has no shadow yet where a PVH guest
# of Xen begins: the kernel forgets to say so for one of its files.
compile() {
	progress "$1" 9>&- & # without the cache's lock
	watcher=$!
	quietly "$1" kmake -j"$(nproc)" KASAN_SANITIZE_enlighten_pvh.o=n bzImage modules
	stop_progress
	refuse_warnings "$1"
}

watcher=
stop_progress() {
	[ -z "$watcher" ] || kill "$watcher" 2>/dev/null || true
	watcher=
}

# module_build DIR - what building modules needs, from the built source; kbuild's own
# install-extmod-build does the same, but only in 6.12
module_build() {
	mkdir -p "$1"
	{
		printf '%s\n' Makefile .config Module.symvers tools/objtool/objtool
		find arch/x86 -maxdepth 1 -name 'Makefile*'
		find arch/x86/include include scripts \( -type f -o -type l \) \
			! -name '*.o' ! -name '.*.cmd'
	} | tar -c -T - | tar -x -C "$1"
}

# collect LOG DIR - what is kept of the built source, of the shape that scripts/kernels
# describes
collect() {
	mkdir -p "$2"
	quietly "$1" kmake modules_install INSTALL_MOD_PATH="$2/modules"
	cp arch/x86/boot/bzImage "$2/vmlinuz"
	cp vmlinux "$2/vmlinux"
	cp .config "$2/config"
	kmake -s kernelrelease >"$2/release"
	rm -f "$2/modules/lib/modules/$(cat "$2/release")"/{build,source}
	module_build "$2/build"
}
