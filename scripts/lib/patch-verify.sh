# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/patch-series verify: what can be said against the patches.

# lines SERIES SOURCE - added and removed, of each patch and together
lines() {
	local file
	echo "$1: $(source_name "$1" "$2")"
	for file in $(patches_of "$1"); do
		git apply --numstat "$file" | awk -v name="$(basename "$file")" '
			{ added += $1; removed += $2 }
			END { printf "%5s %5s  %s\n", "+" added, "-" removed, name }'
	done | awk '{ added += $1; removed -= $2 } { print }
		END { printf "%5s %5s  together\n", "+" added, "-" removed }'
}

# remarks SERIES SOURCE - those of checkpatch; a missing sign-off is none, as export adds
# it. It writes a file where it is, so that is a place of our own.
remarks() {
	local dir
	dir=$(mktemp -d)
	patches_of "$1" | (cd "$dir" && xargs -P "$(nproc)" -n 1 "$2/scripts/checkpatch.pl" \
		--root="$2" --strict --terse --show-types --no-summary --color=never \
		--ignore MISSING_SIGN_OFF) | sed "s|^$TOP/patches/||"
	rm -rf "$dir"
}

# answers SERIES - to remarks
answers() {
	local file=$TOP/patches/$1/checkpatch-answered
	[ -e "$file" ] && echo "$file" || echo /dev/null
}

# unanswered SERIES - what is left of the remarks on standard input, and answers that
# no remark asks for
unanswered() {
	awk -v series="$1" '
	NR == FNR {
		if (NF == 2 && $1 !~ /^#/) answer[$1 " " $2] = 0
		next
	}
	{
		split($0, part, ":")
		sub(/.*\//, "", part[1])
		key = substr(part[1], 1, 4) " " part[4]
		if (key in answer) answer[key]++
		else print
	}
	END {
		for (key in answer)
			if (!answer[key])
				print series ": checkpatch-answered: no such remark: " key
	}' "$(answers "$1")" -
}

# verify SERIES [build] [boot]
verify() {
	local series=$1 src tmp said=
	src=$(source_of "$(kernel_of "$1")") || exit
	check_base "$1" "$src"
	lines "$1" "$src"
	tmp=$(mktemp -d)
	small_tree "$1" "$src" "$tmp/tree"
	# shellcheck disable=SC2046 # one word per file
	am "$tmp/tree" $(patches_of "$1") ||
		said="patches/$1 does not apply to $(source_name "$1" "$src")"
	rm -rf "$tmp"
	[ -z "$said" ] || { echo "$said"; return 1; }
	said=$(remarks "$1" "$src" | unanswered "$1")
	[ -z "$said" ] || { echo "$said"; return 1; }
	shift
	case " $* " in
	*" boot "*) build_prefixes "$series" "$src" boot ;;
	*" build "*) build_prefixes "$series" "$src" ;;
	esac
}

# messages LOG - without the numbers of lines, which differ; sorted
messages() {
	grep -E '(warning|error): |^WARNING' "$1" | sed -E 's/:[0-9]+(:[0-9]+)?:/:/' | sort
}

# strict LOG FILE... - what W=1 and sparse have to say about these, of those that are built
strict() {
	local log=$1 file objects=()
	shift
	for file; do
		[ ! -e "${file%.c}.o" ] || objects+=("${file%.c}.o")
	done
	rm -f "${objects[@]}"
	quietly "$log" kmake -j"$(nproc)" W=1 C=2 "${objects[@]}"
	messages "$log" >"$log.messages"
	say "W=1 and sparse looked at ${#objects[@]} files: $(wc -l <"$log.messages") messages"
}

# prefix SERIES NUMBER - build what is in the current directory
prefix() {
	local kernel log=$PWD/../$2.log column
	kernel=$(kernel_of "$1")
	column=$kernel-plain
	# shellcheck disable=SC2034 # for kmake
	COMPILER=$(row "$column" compiler)
	! grep -qx 'config PARAVIRT_LATE' arch/x86/Kconfig || column=$kernel-pvshim
	wanted "$column" | sed "s/-${column#*-}\"/-prefix$2\"/" >../wanted
	rm -f "$log" "$log.strict"
	configure "$log" "$(readlink -f ../wanted)"
	compile "$log"
	strict "$log.strict" "${sources[@]}"
}

# boot SERIES NUMBER - the kernel that is built in the current directory
boot() {
	local out release status=0
	out=$(readlink -m "../boot-$2")
	quietly "../$2.log" kmake -j"$(nproc)" bzImage modules # what strict compiled
	rm -rf "$out"
	collect "../$2.log" "$out"
	release=$(cat "$out/release")
	say "$1, $2 patches: booting $release"
	"$TOP/selftests/run.sh" --build "$out/run" \
		-i "$out/vmlinuz,$out/modules/lib/modules/$release,$out/build" \
		'tcg/*/identity' >&2 || status=$?
	"$TOP/scripts/kernels" forget "$release"
	return $status
}

# build_prefixes SERIES SOURCE [boot] - in build/patch-series, which stays
build_prefixes() (
	dir=$TOP/build/patch-series/$1
	number=0
	begun=$SECONDS
	check_tools sparse patch
	rm -rf "$dir"
	mkdir -p "$dir"
	same_files "$2" "$dir/source"
	# shellcheck disable=SC2046 # one word per file
	mapfile -t sources < <(touched $(patches_of "$1") | grep '\.c$')
	total=$(patches_of "$1" | wc -l)
	trap stop_progress EXIT
	cd "$dir/source" || die "$dir/source is gone"
	for file in $(patches_below "$1"); do quietly "$dir/0.log" patch -p1 -F0 -i "$file"; done
	say "$1: building it without a patch"
	prefix "$1" 0
	for file in $(patches_of "$1"); do
		number=$((number + 1))
		say "$1: building it with $number of $total patches"
		quietly "$dir/$number.log" patch -p1 -F0 -i "$file"
		prefix "$1" "$number"
		comm -13 "$dir/0.log.strict.messages" "$dir/$number.log.strict.messages" >"$dir/new"
		[ ! -s "$dir/new" ] || die "$1: new messages with $(basename "$file"):
$(cat "$dir/new")"
		case ${3:-}$number in
		"boot$total" | "boot$((total / 2))") boot "$1" "$number" || die "$1: no boot" ;;
		esac
	done
	echo "$1: built after each of $total patches without a new message," \
		"in $((SECONDS - begun)) s"
)
