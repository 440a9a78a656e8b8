#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Standard input without what names this machine or its owner: serial numbers, UUIDs, MAC
# and IP addresses, the host's name. What the machine tells of these is looked for as it
# stands, and beside that everything that looks like one. Other than printable ASCII goes,
# too. SYS (default /sys) is where they are read. The list of what is private is that of
# pvshimctl support.

sys=${SYS:-/sys}
here=$(dirname "$0")
list=$here/private-list.h
[ -r "$list" ] || list=$here/../../tools/pvshimctl/private-list.h
[ -r "$list" ] || exit 1

# of_kind KIND INSTEAD - what the lines of a kind have; \1 and \2 are their two texts
of_kind() {
	sed -n "s#^PRIVATE($1, \"\\(.*\\)\", \"\\(.*\\)\")\$#$2#p" "$list" | sed 's/\\\\/\\/g'
}

secrets() {
	of_kind FILE '\1' | while read -r glob; do
		# shellcheck disable=SC2086 # a pattern
		for each in "$sys"/$glob; do
			[ ! -r "$each" ] || cat "$each" 2>/dev/null
		done
	done
	hostname 2>/dev/null
}

# words that stand in place of a serial number, and what is too short to be one
meaningful() {
	tr -cd '\12\40-\176' | sed 's/^ *//; s/ *$//' | grep -E '.{5}' |
		grep -ivxE "$(of_kind NOTHING '\1')" | sort -u
}

# the rules as a script for sed
rules() { of_kind RULE 's/\1/\2/gI'; }

secrets | meaningful >"${TMPDIR:-/tmp}/secrets.$$"
tr -cd '\11\12\40-\176' |
	awk -v file="${TMPDIR:-/tmp}/secrets.$$" '
		BEGIN { while ((getline line <file) > 0) secret[++n] = tolower(line) }
		{
			rest = $0
			for (i = 1; i <= n; i++) {
				out = ""
				while (at = index(tolower(rest), secret[i])) {
					out = out substr(rest, 1, at - 1) "<left out>"
					rest = substr(rest, at + length(secret[i]))
				}
				rest = out rest
			}
			print rest
		}' |
	sed -E "$(rules)" | sed -E "$(rules)"
rm -f "${TMPDIR:-/tmp}/secrets.$$"
