# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# scripts/patch-series export: what is sent to the lists.

# submitter - name and mail address of the sender; before neutral_git
submitter() {
	local key
	for key in name email; do
		git config "user.$key" >/dev/null ||
			die "who sends it? git config user.$key is not set"
	done
	name=$(git config user.name)
	mail=$(git config user.email)
}

# sent_by FILE... - on standard output, as a mailbox whose mails are from the submitter
sent_by() {
	local file
	for file; do
		name=$name mail=$mail perl -pe '
			$done or s/^From: .*/From: $ENV{name} <$ENV{mail}>/ and $done = 1' "$file"
	done
}

# recipients TREE OUT - of the mails, by MAINTAINERS: people To, lists that are not among
# these Cc
recipients() {
	local ask="./scripts/get_maintainer.pl --nogit --nogit-fallback --norolestats" patches
	patches=$(find "$2" -name '*.patch' ! -name '0000-*' | sort)
	# shellcheck disable=SC2086 # one word per file
	{
		(cd "$1" && $ask --nol $patches) | sed 's/^/To: /'
		(cd "$1" && $ask --nom --nor $patches) | sed 's/^/Cc: /'
	} | awk '!seen[$NF]++'
}

# to_be_sent SERIES - what only our own tests need has no cover letter
to_be_sent() { [ -e "$TOP/patches/$1/cover-letter" ]; }

# cover_letter SERIES in-tree|""
cover_letter() {
	cat "$TOP/patches/$1/cover-letter" ${2:+"$TOP/patches/late/cover-letter-in-tree"}
}

# export_series SERIES OUT in-tree|""
export_series() {
	local src tmp
	[ ! -e "$2" ] || [ -z "$(ls -A "$2")" ] || die "$2 is there and not empty"
	to_be_sent "$1" || die "no patches/$1/cover-letter: it is not to be sent"
	src=$(source_of "$(kernel_of "$1")")
	check_base "$1" "$src"
	tmp=$(mktemp -d "$CACHE/export.XXXXXX")
	# shellcheck disable=SC2064 # the name as it is now
	trap "rm -rf '$tmp'" EXIT
	say "$1: applying the patches"
	same_files "$src" "$tmp/source"
	# shellcheck disable=SC2086,SC2154 # one word per file; patch-in-tree.sh has them
	small_tree "$1" "$src" "$tmp/tree" $hooks
	export GIT_AUTHOR_NAME=$name GIT_AUTHOR_EMAIL=$mail
	export GIT_COMMITTER_NAME=$name GIT_COMMITTER_EMAIL=$mail
	# shellcheck disable=SC2046 # one word per file
	sent_by $(patches_of "$1") >"$tmp/mbox"
	am "$tmp/tree" --signoff "$tmp/mbox" || die "patches/$1 does not apply"
	[ "$3" != in-tree ] || (cd "$tmp/tree" && in_tree "$src")
	mkdir -p "$2"
	git -C "$tmp/tree" config branch.pvshim.description "$(cover_letter "$1" "$3")"
	format "$tmp/tree" "$2" -n --cover-letter --cover-from-description=subject
	cp -r --remove-destination "$tmp/tree/." "$tmp/source"
	recipients "$tmp/source" "$2" >"$2/recipients"
	rm -rf "$tmp"
	trap - EXIT
	say "$2: $(find "$2" -name '*.patch' | wc -l) mails," \
		"to $(grep -c ^To: "$2/recipients") people" \
		"and $(grep -c ^Cc: "$2/recipients") lists"
}
