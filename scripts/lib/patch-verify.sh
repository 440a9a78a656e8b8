# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/patch-series verify: what can be said against the patches.

LIST_LIMIT=100000 # bytes of a mail that the lists take

# lines FILE... - added and removed, of each patch and together
lines() {
	local file
	for file; do
		git apply --numstat "$file" | awk -v name="$(basename "$file")" '
			{ added += $1; removed += $2 }
			END { printf "%5s %5s  %s\n", "+" added, "-" removed, name }'
	done | awk '{ added += $1; removed -= $2 } { print }
		END { printf "%5s %5s  together\n", "+" added, "-" removed }'
}

# too_large FILE... - those that the lists would not take
too_large() {
	local file
	for file; do
		[ "$(wc -c <"$file")" -le $LIST_LIMIT ] ||
			echo "${file##*/} has $(wc -c <"$file") bytes; the lists take $LIST_LIMIT"
	done
}

# remarks SOURCE FILE... - those of checkpatch; a missing sign-off is none, as export
# adds it. It writes a file where it is, so that is a place of our own.
remarks() {
	local dir src=$1
	shift
	[ $# != 0 ] || return 0
	dir=$(mktemp -d)
	# shellcheck disable=SC2016 # for the shell in there
	printf '%s\n' "$@" | (cd "$dir" && xargs -P "$(nproc)" -n 1 sh -c '
		"$0/scripts/checkpatch.pl" --root="$0" --strict --terse --show-types \
			--showfile --no-summary --color=never --ignore MISSING_SIGN_OFF "$1" |
			sed "s|^|${1##*/} |"' "$src")
	rm -rf "$dir"
}

# unanswered SERIES - what is left of the remarks on standard input (PATCH FILE:LINE:
# LEVEL:TYPE: text), and answers that no remark asks for
unanswered() {
	awk -v series="$1" '
	answers { # may be none
		if (NF == 2 && $1 !~ /^#/) answer[$1 " " $2] = 0
		next
	}
	{
		split($0, part, ":")
		key = substr($1, 1, 4) " " part[4]
		if (key in answer) answer[key]++
		else if (("all " part[4]) in answer) answer["all " part[4]]++
		else print series "/" $0
	}
	END {
		for (key in answer)
			if (!answer[key])
				print series ": checkpatch-answered: no such remark: " key
	}' answers=1 "$(wide_of "$1" checkpatch-answered | grep . || echo /dev/null)" answers= -
}

# unanswered_in_tree - the same of patches whose files are those of this repository
unanswered_in_tree() {
	sed -E 's#^[^ ]+ drivers/virt/pvshim/#module/#; s#^[^ ]+ (include/pvshim/)#\1#' |
		not_ignored | sed -E '/^[^ ]+:[0-9]*:/s/^/- /' | unanswered in-tree
}

# asked WORD OPTIONS
asked() { case " $2 " in *" $1 "*) ;; *) return 1 ;; esac; }

# verify SERIES OPTION... - build, boot, in-tree; gcc, clang: build by this one alone
verify() {
	local series=$1 src tmp said='' files=() own
	shift
	src=$(source_of "$(kernel_of "$series")") || exit
	check_base "$series" "$src"
	tmp=$(mktemp -d)
	mapfile -t files < <(patches_of "$series")
	own=${#files[@]}
	if asked in-tree "$*"; then
		in_tree_patches "$series" "$src" "$tmp/in-tree" || { rm -rf "$tmp"; return 1; }
		files=("$tmp"/in-tree/*)
	fi
	echo "$series: $(source_name "$series" "$src")"
	lines "${files[@]}"
	# shellcheck disable=SC2086,SC2154 # one word per file; patch-in-tree.sh has them
	small_tree "$series" "$src" "$tmp/tree" $hooks
	am "$tmp/tree" "${files[@]}" ||
		said="patches/$series does not apply to $(source_name "$series" "$src")"
	[ -n "$said" ] || said=$(
		too_large "${files[@]}"
		[ "$own" = 0 ] || remarks "$src" "${files[@]:0:own}" | unanswered "$series"
		[ "$own" = ${#files[@]} ] ||
			remarks "$src" "${files[@]:own}" | unanswered_in_tree
	)
	[ -n "$said" ] || ! asked build "$*" ||
		build_prefixes "$series" "$src" "$*" "${files[@]}" ||
			said="$series: not all of it is right"
	rm -rf "$tmp"
	[ -z "$said" ] || { echo "$said"; return 1; }
}

# messages LOG - without the numbers of lines, which differ; sorted
messages() {
	grep -E '(warning|error): |^WARNING' "$1" | sed -E 's/:[0-9]+(:[0-9]+)?:/:/' | sort
}

# strict LOG FILE... - what W=1 and sparse have to say about these, of those that are
# built; clang is asked without sparse, which does not know all of its options
strict() {
	local log=$1 file objects=() how="W=1 C=2"
	shift
	[ "$COMPILER" != clang ] || how="W=1"
	for file; do
		[ ! -e "${file%.c}.o" ] || objects+=("${file%.c}.o")
	done
	: >"$log"
	# shellcheck disable=SC2086 # words
	[ ${#objects[@]} = 0 ] || {
		rm -f "${objects[@]}"
		quietly "$log" kmake -j"$(nproc)" $how "${objects[@]}"
	}
	messages "$log" >"$log.messages"
	say "$COMPILER, $how: ${#objects[@]} of the files: $(wc -l <"$log.messages") messages"
}

# column_of SERIES - the first whose kernel has its patches, and no more
column_of() {
	local column
	for column in $(columns); do
		[ "$(row "$column" patches)" = "$1" ] || continue
		case " $(row "$column" config) " in
		*" in-tree-"*) ;;
		*) echo "$column"; return ;;
		esac
	done
}

# plain_of SERIES - the first that is built from its source without patches
plain_of() {
	local column
	for column in $(columns); do
		[ "$(row "$column" package)" = "linux-source-$(kernel_of "$1")" ] || continue
		[ -n "$(row "$column" patches)" ] || { echo "$column"; return; }
	done
	die "selftests/kernels.cfg has no kernel of linux-source-$(kernel_of "$1") without patches"
}

# not_known LINES - symbols that these lines of a configuration set, and Kconfig of the
# source in the current directory has not
not_known() {
	comm -23 <(sed -n 's/^CONFIG_\([A-Z0-9_]*\)=.*/\1/p' "$1" | sort -u) \
		<(grep -rhoE '^[[:space:]]*(menu)?config [A-Za-z0-9_]+' --include='Kconfig*' . |
			sed 's/.* //' | sort -u)
}

# configuration SERIES NUMBER TOTAL - of what is in the current directory, into ../wanted:
# that of the series' own kernel as soon as Kconfig has all that it asks for
configuration() {
	local column missing
	column=$(column_of "$1")
	[ -z "$column" ] || {
		wanted "$column" >../wanted
		missing=$(not_known ../wanted | paste -sd ' ')
		[ -z "$missing" ] || [ "$2" != "$3" ] ||
			die "$column asks for $missing, which $1 does not bring"
		[ -z "$missing" ] || column=
	}
	[ -n "$column" ] || column=$(plain_of "$1")
	wanted "$column" | sed "s/^\(CONFIG_LOCALVERSION=\).*/\1\"-prefix$2\"/" >../wanted
	say "$1, $2 of $3 patches: configured as $column, $COMPILER"
}

# compile_by_clang LOG - what it says of the source alone is not the patches' fault
# shellcheck disable=SC2034
compile_by_clang() {
	progress "$1" 9>&- &
	watcher=$! # for stop_progress
	quietly "$1" kmake -j"$(nproc)" bzImage modules
	stop_progress
}

# build SERIES NUMBER TOTAL LINE... - what is in the current directory, with these lines in
# its configuration
build() {
	local log=$PWD/../$2.log series=$1 number=$2 total=$3
	shift 3
	rm -f "$log" "$log.strict"
	configuration "$series" "$number" "$total"
	printf '%s\n' "$@" >>../wanted
	configure "$log" "$(readlink -f ../wanted)"
	case $COMPILER in
	clang) compile_by_clang "$log" ;;
	*) compile "$log" ;;
	esac
	strict "$log.strict" "${sources[@]}"
	messages "$log" | sort -u - "$log.strict.messages" >"$log.messages"
	[ "$number" != 0 ] || cp "$log.messages" ../known
	comm -13 ../known "$log.messages" >../new
	[ ! -s ../new ] || die "$series: new messages with $number patches:
$(cat ../new)"
}

# boot SERIES NUMBER - the kernel that is built in the current directory, where the series
# says
boot() {
	local out release cells=('tcg/*/identity') status=0
	[ ! -e "$TOP/patches/$1/boot" ] || mapfile -t cells <"$TOP/patches/$1/boot"
	out=$(readlink -m "../boot-$2")
	quietly "../$2.log" kmake -j"$(nproc)" bzImage modules # what strict compiled
	rm -rf "$out"
	collect "../$2.log" "$out"
	release=$(cat "$out/release")
	say "$1, $2 patches: booting $release"
	"$TOP/selftests/run.sh" --build "$out/run" -j 1 \
		-i "$out/vmlinuz,$out/modules/lib/modules/$release,$out/build" \
		"${cells[@]}" >&2 || status=$?
	"$TOP/scripts/kernels" forget "$release"
	return $status
}

# build_prefixes SERIES SOURCE OPTIONS FILE... - by each compiler, in the cache: only there
# can its files be links to those of the source. What was built stays until the next time.
build_prefixes() {
	local series=$1 src=$2 options=" $3 " compiler compilers
	shift 3
	compilers="$(row "$(plain_of "$series")" compiler) clang"
	! asked gcc "$options" || compilers=${compilers% clang}
	! asked clang "$options" || compilers=clang
	for compiler in $compilers; do
		build_by "$compiler" "$series" "$src" "$options" "$@" || return 1
		options=${options/ boot / } # once is enough
	done
}

# build_by COMPILER SERIES SOURCE OPTIONS FILE...
build_by() (
	# shellcheck disable=SC2030,SC2031 # for kmake
	COMPILER=$1 series=$2 options=$4
	dir=$CACHE/patch-series/${series//\//-}-$COMPILER
	number=0 begun=$SECONDS
	src=$3
	shift 4
	total=$#
	check_tools sparse patch
	lock patch-series
	rm -rf "$dir"
	mkdir -p "$dir"
	same_files "$src" "$dir/source" || die "no room in $dir?"
	mapfile -t sources < <(touched "$@" | grep '\.c$')
	trap stop_progress EXIT
	cd "$dir/source" || die "$dir/source is gone"
	for file in $(patches_below "$series"); do
		quietly "$dir/0.log" patch -p1 -F0 -i "$file"
	done
	build "$series" 0 "$total"
	for file; do
		number=$((number + 1))
		quietly "$dir/$number.log" patch -p1 -F0 -i "$file"
		if [ -e drivers/virt/pvshim/Kconfig ]; then
			build "$series" "$number" "$total" CONFIG_PVSHIM=m
			build "$series" "$number" "$total" CONFIG_PVSHIM=y
		else
			build "$series" "$number" "$total"
		fi
		case " $total $((total / 2)) " in
		*" $number "*) ! asked boot "$options" ||
			boot "$series" "$number" || die "$series: no boot with $number patches" ;;
		esac
	done
	echo "$series: built by $COMPILER after each of $total patches without a new message," \
		"in $((SECONDS - begun)) s"
)
