# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/patch-series export: what is sent to the lists.

# submitter - name and mail address of the sender; before neutral_git
submitter() {
	local key
	for key in name email; do
		[ -n "$(git config "user.$key")" ] ||
			die "who sends it? git config user.$key is not set"
	done
	name=$(git config user.name)
	mail=$(git config user.email)
	case ${mail,,} in
	*[[:space:]]* | *@*@*) ;;
	*@example.org | *@example.com | *@example.net | *.example | *.invalid | *.localhost) ;;
	?*@?*.?*) return ;;
	esac
	die "'$mail' is nobody's mail address; git config user.email has to be yours"
}

# sign_off OPTIONS - what it means; agreed by an option, or at a terminal
sign_off() {
	local answer=
	cat >&2 <<TEXT
Sender and author: $name <$mail> (git config user.name, user.email)

A line "Signed-off-by: $name <$mail>" is added to every patch. By it you
certify the Developer Certificate of Origin (Documentation/process/
submitting-patches.rst in the kernel): that you may submit this work under its
licence. Only a person can do that: read and understand what you send, and be
ready to defend it.

Where a tool has written a meaningful part of it, the kernel's documents
(process/generated-content.rst and coding-assistants.rst) ask to say so, in the
form "Assisted-by: ...". Whether and how is your decision: nothing is added here.
(patch-series apply, git commit --amend, patch-series refresh.)
TEXT
	! asked signoff "$1" || return 0
	[ -t 0 ] || die "export signs off in your name: say so by --signoff"
	read -r -p "Sign off as $name <$mail>? [y/N] " answer
	[ "$answer" = y ] || die "not signed off, nothing written"
}

# sent_by FILE... - on standard output, as a mailbox; what has no author of its own is from
# the submitter
sent_by() {
	local file
	for file; do
		name=$name mail=$mail perl -pe '
			$done or s/^From: .*<pvshim\@example\.org>$/From: $ENV{name} <$ENV{mail}>/
				and $done = 1' "$file"
	done
}

# for_lists SERIES - whether it is sent to the lists
for_lists() { [ -e "$TOP/patches/$1/recipients" ]; }

# is_backport SERIES - for a kernel that is not the newest of those in the table
is_backport() { [ "$(kernel_of "$1")" != "$(sources_there | tail -n 1)" ]; }

# destiny SERIES - in a few words
destiny() {
	if for_lists "$1"; then
		echo "for the lists"
	elif is_backport "$1"; then
		echo "pvshim's own, a backport to $(kernel_of "$1")"
	else
		echo "pvshim's own"
	fi
}

# changes SERIES VERSION - since the one before, newest first; nothing for the first
changes() {
	local file=$TOP/patches/$1/changes
	[ "$2" -gt 1 ] || return 0
	[ -e "$file" ] || die "version $2 of $1: what has changed? There is no patches/$1/changes"
	[ "$(grep -v '^#' "$file" | grep -m 1 .)" = "v$2:" ] ||
		die "patches/$1/changes has to begin with a line 'v$2:'"
	sed '/^#/d' "$file"
}

# cover_letter SERIES OPTIONS - subject and text; empty for a single patch without one
cover_letter() {
	local letter=$TOP/patches/$1/cover-letter
	[ ! -e "$letter" ] || cat "$letter"
	! asked in-tree "$2" || cat "$(wide_of "$1" cover-letter-in-tree)"
}

# below_line FILE TEXT - of a single patch, below the first ---
below_line() {
	text=$2 perl -pe '
		$done or $_ eq "---\n" and $done = 1 and $_ .= "$ENV{text}\n\n"' "$1" >"$1.new"
	mv "$1.new" "$1"
}

# ask SOURCE TREE PATCH OPTION... - get_maintainer of the source, with the tree's MAINTAINERS
ask() {
	local src=$1 tree=$2 patch=$3
	shift 3
	(cd "$src" && ./scripts/get_maintainer.pl --mpath "$tree/MAINTAINERS" --nogit \
		--nogit-fallback --norolestats "$@" "$patch") || die "get_maintainer.pl failed"
}

# wanted_recipients SERIES - those of the series, lines "To: " and "Cc: "
wanted_recipients() {
	local file=$TOP/patches/$1/recipients bad
	bad=$(grep -vE '^(#.*|(To|Cc): ([^@]* <)?[^@<> ]+@[^@<> ]+>?)?$' "$file") || bad=
	[ -z "$bad" ] || die "patches/$1/recipients: neither To: nor Cc: of one address:
$bad"
	sed '/^#/d; /^$/d' "$file"
}

# once - no address twice; the first line with it stays
once() {
	awk 'NF { address = tolower($NF); gsub(/[<>]/, "", address) } NF && !seen[address]++'
}

# recipients SERIES SOURCE TREE PATCH - lines "To: " and "Cc: ": of that patch by
# MAINTAINERS, and of the series; no recipient twice
recipients() {
	{
		ask "$2" "$3" "$4" --nor --nol | sed 's/^/To: /'
		wanted_recipients "$1"
		ask "$2" "$3" "$4" --nom | sed 's/^/Cc: /'
	} | once
}

# addressed FILE LINES - the mail with these, as headers
addressed() {
	lines=$2 perl -pe '
		if (!$done && $_ eq "\n") {
			for my $header ("To", "Cc") {
				my @all = $ENV{lines} =~ /^$header: (.*)$/mg;
				print "$header: ", join(",\n\t", @all), "\n" if @all;
			}
			$done = 1;
		}' "$1" >"$1.new"
	mv "$1.new" "$1"
}

# address SERIES SOURCE TREE OUT - all of its mails; the cover letter goes to everybody
# who gets one of the patches
address() {
	local file lines all=
	for file in $(find "$4" -name '*.patch' ! -name '*0000-*' | sort); do
		lines=$(recipients "$1" "$2" "$3" "$file") || exit
		addressed "$file" "$lines"
		all="$all$lines
"
	done
	for file in "$4"/*0000-*.patch; do
		[ ! -e "$file" ] || addressed "$file" "$(sort -r <<<"$all" | once)"
	done
}

# based SERIES FILE COMMIT - what format-patch --base writes; the tree here is of a package,
# which has no history to find it in
based() {
	local file
	{
		echo
		echo "base-commit: $3"
		for file in $(patches_below "$1"); do
			git patch-id --stable <"$file" |
				sed 's/^\([0-9a-f]*\) .*/prerequisite-patch-id: \1/'
		done
	} >>"$2"
}

# about_base SERIES COMMIT
about_base() {
	[ -z "$2" ] || return 0
	cat >&2 <<TEXT
No base-commit: is written. The patches apply to $(base "$1"),
a package that has no history, so the commit that they are based on is not
known here. Apply them to a clone of mainline, and export with --base COMMIT.
TEXT
}

# how_to_send SERIES OUT
how_to_send() {
	local file to=
	for_lists "$1" || to=" --to=WHOM"
	for file in "$2"/*.patch; do
		printf '%7s bytes, to %2s, cc %2s  %s\n' "$(wc -c <"$file")" \
			"$(in_header To "$file")" "$(in_header Cc "$file")" "${file##*/}"
	done
	cat <<TEXT
Read them. Then, with git-email:
    git send-email --dry-run$to $2/*.patch
    git send-email$to $2/*.patch
TEXT
}

# in_header TO|CC FILE - how many there are
in_header() {
	sed '/^$/q' "$2" | awk -v header="$1:" '
		/^[^ \t]/ { here = $1 == header }
		here { n += gsub(/@/, "@") }
		END { print n + 0 }'
}

# export_series SERIES OUT OPTIONS VERSION COMMIT - options: in-tree, rfc, signoff
export_series() {
	local src tmp changes letter how=() first
	[ ! -e "$2" ] || [ -z "$(ls -A "$2")" ] || die "$2 is there and not empty"
	! asked in-tree "$3" || takes_module "$1" ||
		die "$1 is sent alone; --in-tree is for series with a cover-letter-in-tree"
	[ -n "$(patches_of "$1")" ] || asked in-tree "$3" ||
		die "$1 has no patches of its own: export --in-tree"
	letter=$(cover_letter "$1" "$3")
	[ -n "$letter" ] || [ "$(patches_of "$1" | wc -l)" = 1 ] || die "no patches/$1/cover-letter"
	changes=$(changes "$1" "$4") || exit
	! for_lists "$1" || wanted_recipients "$1" >/dev/null
	for_lists "$1" || say "$1 is $(destiny "$1"): it is not for the lists," \
		"and nobody is named as a recipient. See patches/README.md."
	src=$(source_of "$(kernel_of "$1")")
	check_base "$1" "$src"
	tmp=$(mktemp -d "$CACHE/export.XXXXXX")
	# shellcheck disable=SC2064 # the name as it is now
	trap "rm -rf '$tmp'" EXIT
	say "$1: applying the patches"
	# shellcheck disable=SC2086,SC2154 # one word per file; patch-in-tree.sh has them
	small_tree "$1" "$src" "$tmp/tree" $hooks
	export GIT_AUTHOR_NAME=$name GIT_AUTHOR_EMAIL=$mail
	export GIT_COMMITTER_NAME=$name GIT_COMMITTER_EMAIL=$mail
	# shellcheck disable=SC2046 # one word per file
	sent_by $(patches_of "$1") >"$tmp/mbox"
	[ ! -s "$tmp/mbox" ] || am "$tmp/tree" --signoff "$tmp/mbox" ||
		die "patches/$1 does not apply"
	! asked in-tree "$3" || (cd "$tmp/tree" && in_tree "$src")
	how=(-v "$4")
	[ "$4" -gt 1 ] || how=()
	! asked rfc "$3" || how+=(--rfc)
	if [ -n "$letter" ]; then
		git -C "$tmp/tree" config branch.pvshim.description "$letter${changes:+

---
$changes}"
		how+=(-n --cover-letter --cover-from-description=subject)
	fi
	format "$tmp/tree" "$tmp/out" "${how[@]}"
	first=$(find "$tmp/out" -name '*.patch' | sort | head -n 1)
	[ -n "$letter" ] || finish_single "$1" "$first" "$changes"
	[ -z "$5" ] || based "$1" "$first" "$5"
	! for_lists "$1" || address "$1" "$src" "$tmp/tree" "$tmp/out"
	first=$(too_large "$tmp"/out/*)
	[ -z "$first" ] || die "$first"
	mkdir -p "$2"
	cp "$tmp"/out/* "$2/"
	rm -rf "$tmp"
	trap - EXIT
	about_base "$1" "$5"
	how_to_send "$1" "$2"
}

# finish_single SERIES FILE CHANGES - what a cover letter would say: what was tested
finish_single() {
	local notes=
	[ ! -e "$TOP/patches/$1/notes" ] || notes=$(cat "$TOP/patches/$1/notes")
	[ -z "$3" ] || notes=${notes:+$notes

}$3
	[ -z "$notes" ] || below_line "$2" "$notes"
}
