#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Standard input without what names this machine or its owner: serial numbers, UUIDs, MAC
# addresses, the host's name. What the machine tells of these is looked for as it stands,
# and beside that everything that looks like one. Other than printable ASCII goes, too.
# SYS (default /sys) is where they are read.

sys=${SYS:-/sys}

secrets() {
	for each in "$sys"/class/dmi/id/*_serial "$sys"/class/dmi/id/*_uuid \
		"$sys"/class/dmi/id/*_asset_tag "$sys"/hypervisor/uuid \
		"$sys"/bus/usb/devices/*/serial "$sys"/block/*/serial "$sys"/block/*/wwid \
		"$sys"/block/*/device/serial "$sys"/block/*/device/wwid \
		"$sys"/class/net/*/address "$sys"/class/nvme/*/serial; do
		[ ! -r "$each" ] || cat "$each" 2>/dev/null
	done
	hostname 2>/dev/null
}

# words that stand in place of a serial number, and what is too short to be one
meaningful() {
	tr -cd '\12\40-\176' | sed 's/^ *//; s/ *$//' | grep -E '.{5}' |
		grep -ivE '^(none|not |no |to be filled|default|unknown|system|chassis|empty)' |
		grep -vE '^[0. :-]*$' |
		grep -vix '(none)\|localhost\|0123456789' | sort -u
}

hex="[0-9A-Fa-f]"
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
	sed -E "s/$hex{8}-($hex{4}-){3}$hex{12}/<left out>/g
		s/(^|[^0-9A-Fa-f:])($hex{2}:){5}$hex{2}(\$|[^0-9A-Fa-f:])/\\1<left out>\\3/g" |
	sed -E 's/([Ss]erial ?[Nn](umber|o\.?): *)[^ ].*/\1<left out>/
		s/(naa|eui|wwn|nguid|t10)[.:-](0x)?[0-9A-Fa-f]{16,32}/<left out>/g'
rm -f "${TMPDIR:-/tmp}/secrets.$$"
